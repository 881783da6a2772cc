import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Payment } from "@/lib/contract/payment";
import { jsonOf, sendRequest } from "../fixtures/api-client";
import { expectKeyHeaders, expectPayment, expectProblem, expectRetry } from "../fixtures/expectations";
import { Installation, type TestMerchant } from "../fixtures/installation";
import { created, newKey, order, reaches } from "../fixtures/orders";

let installation: Installation;
let merchant: TestMerchant;
let stranger: TestMerchant;
type Page = { data: Payment[]; hasMore: boolean; nextCursor: string | null };

beforeAll(async () => {
  installation = await Installation.start();
  [merchant, stranger] = [await installation.merchant(), await installation.merchant()];
});
afterAll(() => installation?.close());

const list = async (query: string, of = merchant): Promise<Page> => jsonOf<Page>(await of.api.get(`/api/v1/payments${query}`));

describe("section 2: one payment", () => {
  test("GET: the payment with attempts and sends, an ETag, and 304 for who knows it", async () => {
    const payment = await created(merchant.api, newKey(), order());
    const answer = await merchant.api.get(`/api/v1/payments/${payment.id}`);
    expect(expectPayment(answer, 200, "succeeded")).toEqual(payment);
    const etag = String(answer.headers.etag);
    expect(etag).toMatch(/^(W\/)?".+"$/);
    for (const known of [etag, `"other", ${etag}`, "*"]) {
      const again = await merchant.api.get(`/api/v1/payments/${payment.id}`, { "If-None-Match": known });
      expect([again.status, again.text, again.headers.etag]).toEqual([304, "", etag]);
    }
    expect((await merchant.api.get(`/api/v1/payments/${payment.id}`, { "If-None-Match": '"other"' })).status).toBe(200);
  });

  test("Prefer: wait=N with If-None-Match holds until the version differs", async () => {
    const payment = await created(merchant.api, newKey(), order({}, "slow:1200"), "wait=0");
    expect(payment.status).toBe("pending");
    const { headers } = await merchant.api.get(`/api/v1/payments/${payment.id}`);
    const changed = await merchant.api.get(`/api/v1/payments/${payment.id}`, { "If-None-Match": String(headers.etag), Prefer: "wait=20" });
    expectPayment(changed, 200, "succeeded");
    const unchanged = await merchant.api.get(`/api/v1/payments/${payment.id}`, { "If-None-Match": String(changed.headers.etag), Prefer: "wait=1" });
    expect(unchanged.status).toBe(304);
  });

  test("Prefer: wait=N alone holds until the outcome is definite", async () => {
    const payment = await created(merchant.api, newKey(), order({}, "charge_then_500"), "respond-async");
    expectPayment(await merchant.api.get(`/api/v1/payments/${payment.id}`, { Prefer: "wait=20" }), 200, "succeeded");
  });

  test.each([["another merchant's", async () => (await created(stranger.api, newKey(), order())).id], ["an unknown", async () => "pay_00000000000000000000000000"], ["no", async () => "pay_x"], ["an attempt's", async () => (await created(merchant.api, newKey(), order())).attempts[0]?.id ?? ""]])(
    "%s id looks like one that does not exist", async (_, idOf) => {
      const nowhere = expectProblem(await merchant.api.get("/api/v1/payments/pay_11111111111111111111111111"), 404, "payment_not_found");
      const problem = expectProblem(await merchant.api.get(`/api/v1/payments/${await idOf()}`), 404, "payment_not_found");
      expect({ ...problem, instance: "", requestId: "" }).toEqual({ ...nowhere, instance: "", requestId: "" });
    },
  );
});

describe("section 2: the list", () => {
  test("keyset, newest first, across ties and inserts between pages: every payment once", async () => {
    const own = await installation.merchant();
    const made: string[] = [];
    for (let index = 0; index < 23; index += 1) made.unshift((await created(own.api, newKey(), order({ amount: 100 + index }))).id);
    // Ties: as if they had been made in the same millisecond.
    await installation.sql("UPDATE payments SET created_at = date_trunc('second', created_at) WHERE merchant_id = (SELECT id FROM merchants WHERE name = $1)", [own.name]);
    const seen: string[] = [];
    let cursor: string | null = null;
    for (let pages = 0; pages < 10; pages += 1) {
      const page: Page = await list(`?limit=5${cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`}`, own);
      seen.push(...page.data.map((payment) => payment.id));
      await created(own.api, newKey(), order());
      if (!page.hasMore) break;
      cursor = page.nextCursor;
    }
    expect(seen.toSorted()).toEqual(made.toSorted());
    expect(new Set(seen).size).toBe(seen.length);
  });

  test("filters: status, reference, createdFrom and createdTo; 20 by default; each payment as it is read alone", async () => {
    const own = await installation.merchant();
    const reference = newKey("r");
    const declined = await created(own.api, newKey(), order({ paymentMethod: "pm_card_chargeDeclined", reference }));
    for (let index = 0; index < 21; index += 1) await created(own.api, newKey(), order());
    expect((await list("?status=declined", own)).data).toEqual([await own.api.payment(declined.id)]);
    expect((await list(`?reference=${encodeURIComponent(reference)}`, own)).data.map((payment) => payment.id)).toEqual([declined.id]);
    expect((await list("?status=failed", own))).toEqual({ data: [], hasMore: false, nextCursor: null });
    expect((await list("?limit=100", own)).data).toHaveLength(22);
    const first = await list("", own);
    expect(first.data).toHaveLength(20);
    expect(first.hasMore).toBe(true);
    const afterFirst = new Date(Date.parse(declined.createdAt) + 1).toISOString();
    expect((await list(`?limit=100&createdTo=${afterFirst}`, own)).data.map((payment) => payment.id)).toEqual([declined.id]);
    expect((await list(`?limit=100&createdFrom=${afterFirst}`, own)).data).toHaveLength(21);
  });

  test.each(["limit=0", "limit=101", "limit=x", "limit=1&limit=2", "status=nope", "createdFrom=yesterday", "stuck=maybe", "cursor=broken", "unknown=1"])("?%s → 400 with the field", async (query) => {
    const problem = expectProblem(await merchant.api.get(`/api/v1/payments?${query}`), 400, "invalid_request");
    expect(problem.errors?.[0]?.pointer).toContain(query.split("=")[0] === "unknown" ? "unknown" : query.split("=")[0] ?? "");
  });

  test("another merchant's cursor and filters show nothing of theirs", async () => {
    const reference = newKey("theirs");
    await created(stranger.api, newKey(), order({ reference }));
    expect((await list(`?reference=${reference}`)).data).toEqual([]);
    for (let index = 0; index < 3; index += 1) await created(stranger.api, newKey(), order());
    const { nextCursor } = await list("?limit=1", stranger);
    const answer = await merchant.api.get(`/api/v1/payments?cursor=${encodeURIComponent(nextCursor ?? "")}&limit=100`);
    const ids = answer.status === 200 ? jsonOf<Page>(answer).data.map((payment) => payment.id) : [];
    const theirs = new Set((await list("?limit=100", stranger)).data.map((payment) => payment.id));
    expect(ids.filter((id) => theirs.has(id))).toEqual([]);
  });
});

describe("section 2: what became of a key", () => {
  test("by path and by query: key, state, payment, createdAt, expiresAt, retry", async () => {
    const key = newKey("a.b");
    const payment = await created(merchant.api, key, order());
    for (const path of [`/api/v1/idempotency-keys/${key}`, `/api/v1/idempotency-keys?key=${key}`]) {
      const answer = await merchant.api.get(path);
      expect(answer.status).toBe(200);
      const record = jsonOf<Record<string, unknown>>(answer);
      expect(record).toEqual({ key, state: "succeeded", payment, createdAt: expect.any(String), expiresAt: expect.any(String), retry: { sameKey: false, newKey: false, afterSeconds: null } });
      expectKeyHeaders(answer, key, { stored: true });
    }
  });

  test.each([".", "..", "a/b", "a%2Fb", "?", "#"])("a key that a path can't hold: %j", async (key) => {
    const unique = `${key}${newKey()}`;
    const payment = await created(merchant.api, unique, order());
    expect((await merchant.api.keyRecord(unique)).payment.id).toBe(payment.id);
  });

  test("never claimed, or another merchant's → 404 idempotency_key_not_found", async () => {
    const key = newKey("theirs");
    await created(stranger.api, key, order());
    for (const asked of [key, newKey()]) {
      const answer = await merchant.api.get(`/api/v1/idempotency-keys/${asked}`);
      expectRetry(expectProblem(answer, 404, "idempotency_key_not_found"), true, false);
      expect(answer.headers["idempotency-key"]).toBe(asked);
    }
  });
});

describe("section 2: the published documents, and what is nowhere", () => {
  const anybody = (path: string, method = "GET") => sendRequest(installation.origin, { path, method });

  test("policy, without a key, at both addresses; OpenAPI 3.1", async () => {
    const [one, other] = [await anybody("/api/v1/idempotency-policy"), await anybody("/.well-known/idempotency")];
    expect([one.status, other.status]).toEqual([200, 200]);
    expect(one.text).toBe(other.text);
    expect(jsonOf<{ openapi: string }>(await anybody("/api/v1/openapi.json")).openapi).toMatch(/^3\.1/);
  });

  test.each(["/api/v1", "/api/v1/nothing", "/api/v1/payments/", "/api/v1/payments/by-key/x"])("%s → 404 as a problem", async (path) => {
    expectProblem(await merchant.api.get(path), 404, "not_found");
  });

  test.each([["DELETE", "/api/v1/payments"], ["PATCH", "/api/v1/payments/pay_x"], ["POST", "/api/v1/idempotency-keys/x"], ["TRACE", "/api/v1/payments"], ["PUT", "/api/v1/openapi.json"]])("%s %s → 405 with Allow", async (method, path) => {
    const answer = await merchant.api.send({ method, path });
    expectProblem(answer, 405, "method_not_allowed");
    expect(answer.headers.allow).toMatch(/GET/);
  });

  test.each<[string, string | undefined]>([
    ["no Authorization", undefined], ["no key in it", "Bearer"], ["an unknown key", "Bearer lk_wrong"], ["another scheme", "Basic bGs6eA=="], ["a very long key", `Bearer ${"x".repeat(5_000)}`],
  ])("%s → 401", async (_, authorization) => {
    const answer = await merchant.api.get("/api/v1/payments", { Authorization: authorization ?? [] });
    expectProblem(answer, 401, "unauthorized");
    expect(answer.headers["www-authenticate"]).toMatch(/^Bearer/);
  });

  test("health, readiness and metrics", async () => {
    expect((await anybody("/healthz")).status).toBe(200);
    expect((await anybody("/readyz")).status).toBe(200);
    const metrics = await anybody("/metrics");
    expect(metrics.headers["content-type"]).toMatch(/^text\/plain/);
    expect(metrics.text).toMatch(/^# (HELP|TYPE) /m);
  });
});

describe("section 2: bodies", () => {
  test.each<[string, Record<string, unknown>, string]>([
    ["no amount", { amount: undefined }, "/amount"], ["amount 0", { amount: 0 }, "/amount"], ["amount with a fraction", { amount: 1.5 }, "/amount"], ["amount past 2^53−1", { amount: 9007199254740992 }, "/amount"],
    ["amount as a text", { amount: "5" }, "/amount"], ["no such currency", { currency: "XXQ" }, "/currency"], ["no token", { paymentMethod: "visa" }, "/paymentMethod"],
    ["an unknown field", { amout: 5 }, "/amout"], ["an explicit null", { reference: null }, "/reference"], ["41 pairs of metadata", { metadata: Object.fromEntries(Array.from({ length: 41 }, (_, index) => [`k${index}`, "v"])) }, "/metadata"],
    ["a metadata name of 41", { metadata: { ["n".repeat(41)]: "v" } }, "/metadata"], ["a metadata value of 501", { metadata: { a: "v".repeat(501) } }, "/metadata/a"], ["metadata that is no text", { metadata: { a: 1 } }, "/metadata/a"],
  ])("%s → 400 that names the field, and the key stays free", async (_, changes, pointer) => {
    const key = newKey();
    const problem = expectProblem(await merchant.api.create(key, order(changes)), 400, "invalid_request");
    expect(problem.errors?.map((error) => error.pointer).join()).toContain(pointer);
    expect((await merchant.api.get(`/api/v1/idempotency-keys/${key}`)).status).toBe(404);
  });

  test("the limits themselves are taken: 40 pairs, names of 40, values of 500, the largest amount, 64 KiB", async () => {
    const metadata = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`${index}`.padStart(40, "n"), "v".repeat(500)]));
    expectPayment(await merchant.api.create(newKey(), order({ amount: Number.MAX_SAFE_INTEGER, metadata })), 201, "succeeded");
    const padded = (bytes: number) => JSON.stringify(order()).padEnd(bytes, " ");
    const post = (body: string) => merchant.api.send({ method: "POST", path: "/api/v1/payments", body, headers: { "Content-Type": "application/json", "Idempotency-Key": newKey() } });
    expectPayment(await post(padded(65_536)), 201, "succeeded");
    expectProblem(await post(padded(65_537)), 413, "body_too_large");
  });

  test.each([
    ["in a field", { paymentMethod: "4242424242424242" }], ["with separators", { description: "card 4242-4242 4242.4242 please" }], ["in a metadata value", { metadata: { note: "5555 5555 5555 4444" } }],
    ["in a metadata name", { metadata: { "4000056655665556": "x" } }], ["in an unknown field", { card: { number: "378282246310005" } }], ["as a number", { amount: 4242424242424242 }],
  ])("a card number %s is refused, and is found nowhere: no answer, no table, no log", async (_, changes) => {
    const answer = await merchant.api.create(newKey(), order(changes));
    expectProblem(answer, 400, "card_number_not_accepted");
    const haystack = [answer.text, JSON.stringify(answer.headers), installation.logs(), await everything()].join("\n").replace(/[ .-]/g, "");
    for (const number of ["4242424242424242", "5555555555554444", "4000056655665556", "378282246310005"]) expect(haystack).not.toContain(number);
  });

  test("secrets are in no table and no log: API keys, processor secrets, signing secrets", async () => {
    const apiBase = installation.simulator.origin;
    const own = await installation.merchant({ credentials: { apiBase, secretKey: "sk_test_secret_to_be_kept", webhookSecret: "whsec_to_be_kept" } });
    await created(own.api, newKey(), order());
    const haystack = [installation.logs(), await everything()].join("\n");
    for (const secret of ["sk_test_secret_to_be_kept", "whsec_to_be_kept", own.api.apiKey]) {
      expect(haystack).not.toContain(secret);
      expect(haystack).not.toContain(Buffer.from(secret).toString("base64"));
    }
    expect(haystack).toContain(createHash("sha256").update(own.api.apiKey).digest("hex"));
  });

  /** Every row of every table, as text. */
  async function everything(): Promise<string> {
    const tables = await installation.sql<{ name: string }>("SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'");
    expect(tables.length).toBeGreaterThan(10);
    const texts: string[] = [];
    for (const { name } of tables) texts.push(...(await installation.sql<{ row: string }>(`SELECT t::text AS row FROM ${name} t`)).map(({ row }) => row));
    return texts.join("\n");
  }
});

test("section 2: a payment that settles is read the same by everybody", async () => {
  const payment = await created(merchant.api, newKey(), order({}, "charge_then_500"));
  const settled = await reaches(merchant.api, payment.id, "succeeded");
  expect((await list("?limit=1&status=succeeded")).data[0]).toEqual(settled);
});
