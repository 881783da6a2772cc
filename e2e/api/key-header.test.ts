import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jsonOf } from "../fixtures/api-client";
import { expectPayment, expectProblem, expectReplayOf, expectRetry } from "../fixtures/expectations";
import { Installation, type TestMerchant } from "../fixtures/installation";
import { newKey, order } from "../fixtures/orders";

let installation: Installation;
let merchant: TestMerchant;

beforeAll(async () => {
  installation = await Installation.start({ workers: 0 });
  merchant = await installation.merchant();
});
afterAll(() => installation?.close());

const withKey = (value: string | readonly string[] | undefined) => merchant.api.create(undefined, order(), { headers: { "Idempotency-Key": value } });
const storedKeys = async () => (await installation.sql<{ key: string }>("SELECT key FROM idempotency_keys")).map((row) => row.key);

describe("section 3: the Idempotency-Key header", () => {
  test("quoted and bare name the same key", async () => {
    const key = newKey();
    const first = await withKey(`"${key}"`);
    expectPayment(first, 201, "succeeded");
    expectReplayOf(await withKey(key), first);
    expect(jsonOf(first).idempotencyKey).toBe(key);
    expect((await withKey(`"${key}"`)).headers["idempotency-key"]).toBe(`"${key}"`);
  });

  test("escapes of a structured-field string are undone: one key, however it is spelled", async () => {
    const key = `a\\b"c-${newKey()}`;
    const first = await withKey(`"${key.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`);
    expectPayment(first, 201, "succeeded");
    expect((await merchant.api.keyRecord(key)).key).toBe(key);
  });

  test("parameters of the structured field are ignored, as its standard says", async () => {
    const key = newKey();
    expect(expectPayment(await withKey(`"${key}";x=1`), 201, "succeeded").idempotencyKey).toBe(key);
  });

  test.each(["x", "a".repeat(255), "!#$%&'*+-.^_`|~:/?@[]{}()<>=;", `b25aa2c8-${"0".repeat(8)}-4000-8000-000000000000`])("1 to 255 visible ASCII characters: %j", async (key) => {
    const payment = expectPayment(await withKey(key), 201, "succeeded");
    expect(payment.idempotencyKey).toBe(key);
    expect((await merchant.api.keyRecord(key)).payment.id).toBe(payment.id);
  });

  test.each<[what: string, value: string | readonly string[]]>([
    ["empty", ""], ["empty quotes", '""'], ["too long", "a".repeat(256)], ["too long, quoted", `"${"a".repeat(256)}"`], ["a space inside", "a b"], ["a space inside quotes", '"a b"'],
    ["Latin-1", "caf\u00e9"], ["a list", "a, b"], ["a quoted list", '"a", "b"'], ["two header lines", ["one", "two"]], ["the same twice", ["same", "same"]],
    ["an open quote", '"a'], ["a stray quote", 'a"'], ["a bad escape", '"a\\x"'], ["a comma", "a,b"],
  ])("%s → 400 idempotency_key_invalid, and the key stays free", async (_, value) => {
    const before = await storedKeys();
    const problem = expectProblem(await withKey(value), 400, "idempotency_key_invalid");
    expectRetry(problem, true, false);
    expect(await storedKeys()).toEqual(before);
  });

  test("a card number as a key is refused and repeated nowhere", async () => {
    const answer = await withKey("4242-4242-4242-4242");
    expectProblem(answer, 400, "card_number_not_accepted");
    expect(answer.text + JSON.stringify(answer.headers)).not.toContain("4242-4242");
  });

  test("unique per merchant: another merchant's equal key is another key", async () => {
    const stranger = await installation.merchant();
    const key = newKey();
    const [one, two] = [await merchant.api.create(key, order()), await stranger.api.create(key, order({ amount: 7 }))];
    expect(jsonOf(one).id).not.toBe(jsonOf(two).id);
    expectPayment(two, 201, "succeeded");
  });

  test("the fingerprint is of the body alone: another API key of the merchant, other headers, the same answer", async () => {
    const key = newKey();
    const first = await merchant.api.create(key, order());
    expectReplayOf(await merchant.api.create(key, order(), { headers: { "User-Agent": "another", "X-Anything": "1" }, prefer: "wait=3, unknown-preference" }), first);
  });

  test("a rotated secret turns no duplicate into a 422, and new keys take the new one", async () => {
    const key = newKey();
    const first = await merchant.api.create(key, order());
    const rotated = await installation.startWeb({ LATCHKEY_SECRET: `${"n".repeat(40)},${installation.secret}` });
    const api = merchant.api.at(rotated.origin);
    expectReplayOf(await api.create(key, order()), first);
    expectProblem(await api.create(key, order({ amount: 2 })), 422, "idempotency_key_reused");
    const fresh = newKey();
    expectPayment(await api.create(fresh, order()), 201, "succeeded");
    expectPayment(await api.create(fresh, order()), 201, "succeeded");
    const versions = await installation.sql("SELECT DISTINCT fingerprint_version FROM idempotency_keys WHERE key = ANY($1)", [[key, fresh]]);
    expect(versions).toHaveLength(2);
    await rotated.process.stop();
  });

  test.each<[string, number, Record<string, unknown>]>([
    ["401", 401, { headers: { Authorization: "Bearer lk_unknown_unknown_unknown" } }],
    ["413", 413, { body: JSON.stringify({ ...order(), description: "x".repeat(70_000) }) }],
    ["415", 415, { headers: { "Content-Type": "text/plain" } }],
    ["400", 400, { body: "{" }],
  ])("a refusal before a payment exists (%s) leaves no trace: the key stays free", async (_, status, changes) => {
    const key = newKey();
    const { headers, ...rest } = { headers: {}, ...changes };
    const answer = await merchant.api.send({
      method: "POST", path: "/api/v1/payments", body: JSON.stringify(order()), headers: { "Content-Type": "application/json", "Idempotency-Key": key, ...headers }, ...rest,
    });
    expect(answer.status).toBe(status);
    expectRetry(jsonOf(answer), true, false);
    expect((await merchant.api.get(`/api/v1/idempotency-keys/${key}`)).status).toBe(404);
    expectPayment(await merchant.api.create(key, order()), 201, "succeeded");
  });

  test("429: per API key, with Retry-After, before anything is stored", async () => {
    const web = await installation.startWeb({ LATCHKEY_RATE_LIMIT_PER_S: "2" });
    const api = merchant.api.at(web.origin);
    const keys = Array.from({ length: 12 }, () => newKey());
    const answers = await Promise.all(keys.map((key) => api.create(key, order())));
    const refused = answers.flatMap((answer, index) => (answer.status === 429 ? [{ answer, key: keys[index] }] : []));
    expect(refused.length).toBeGreaterThan(5);
    for (const { answer, key } of refused) {
      expectRetry(expectProblem(answer, 429, "rate_limited"), true, false);
      expect(answer.headers["retry-after"]).toMatch(/^[1-9]/);
      expect((await merchant.api.get(`/api/v1/idempotency-keys/${key}`)).status).toBe(404);
    }
    await web.process.stop();
  });
});
