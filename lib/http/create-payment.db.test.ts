import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Problem } from "@/lib/contract/problem";
import { prisma } from "@/lib/db/prisma";
import { startTestDatabase, type TestDatabase } from "@/lib/db/testing/test-database";
import { handleApiRequest } from "./api-routes";
import { type SeededMerchant, seedMerchant } from "./testing/seed";

const BODY = { amount: 1999, currency: "EUR", paymentMethod: "pm_card_visa" };
let database: TestDatabase;
let merchant: SeededMerchant;

beforeAll(async () => {
  database = await startTestDatabase();
  merchant = await seedMerchant();
});
afterAll(() => database.close());
// The contract's section 3: a refusal leaves no trace and the key stays free.
afterEach(async () => expect([await prisma().idempotencyKey.count(), await prisma().payment.count()]).toEqual([0, 0]));

type Sent = { key?: string | null; type?: string | null; body?: BodyInit | null; headers?: Record<string, string> };

function create({ key = "k-1", type = "application/json", body = JSON.stringify(BODY), headers = {} }: Sent): Promise<Response> {
  const sent = new Headers({ authorization: `Bearer ${merchant.apiKey}`, ...headers });
  if (key !== null) sent.set("idempotency-key", key);
  const init: RequestInit & { duplex: "half" } = { method: "POST", headers: sent, body, duplex: "half" };
  const request = new Request("http://test/api/v1/payments", init);
  if (type === null) request.headers.delete("content-type");
  else request.headers.set("content-type", type);
  return handleApiRequest(request);
}

async function refused(sent: Sent, status: number, code: string) {
  const response = await create(sent);
  const text = await response.text();
  const problem = Problem.parse(JSON.parse(text));
  expect(problem).toMatchObject({ status, code, retry: { sameKey: true, newKey: false }, instance: "/api/v1/payments", requestId: response.headers.get("request-id") });
  expect(response.status).toBe(status);
  return { problem, response, text };
}

describe("POST /api/v1/payments: refusals before a payment exists", () => {
  test("row 14: no key → 400 idempotency_key_missing with a Link", async () => {
    const { response } = await refused({ key: null }, 400, "idempotency_key_missing");
    expect(response.headers.get("link")).toBe('</docs/idempotency>; rel="describedby"');
  });

  test.each(["", "a, b", '"open', "a b", "x".repeat(256)])("the key %j → 400 idempotency_key_invalid", async (key) => {
    await refused({ key }, 400, "idempotency_key_invalid");
  });

  test("two header lines → 400 idempotency_key_invalid", async () => {
    const headers = new Headers({ authorization: `Bearer ${merchant.apiKey}`, "content-type": "application/json" });
    headers.append("idempotency-key", "a");
    headers.append("idempotency-key", "a");
    const response = await handleApiRequest(new Request("http://test/api/v1/payments", { method: "POST", headers, body: JSON.stringify(BODY) }));
    expect(await response.json()).toMatchObject({ code: "idempotency_key_invalid" });
  });

  test.each([null, "text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1", "multipart/form-data"])("content type %s → 415", async (type) => {
    await refused({ type }, 415, "unsupported_media_type");
  });

  test("a compressed body → 415", async () => {
    await refused({ headers: { "content-encoding": "gzip" } }, 415, "unsupported_media_type");
  });

  test("more than 64 KiB → 413, declared or streamed", async () => {
    const large = JSON.stringify({ ...BODY, description: "x".repeat(65_536) });
    await refused({ body: large }, 413, "body_too_large");
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(16_384).fill(32)),
    });
    await refused({ body: stream }, 413, "body_too_large");
  });

  test.each([["nothing", ""], ["half", '{"amount":1'], ["no UTF-8", new Uint8Array([0x7b, 0xff, 0x7d])]])("%s → 400 invalid_json", async (_name, body) => {
    await refused({ body }, 400, "invalid_json");
  });

  test.each([[[], ""], ["x", ""], [{ ...BODY, amount: 0 }, "/amount"], [{ ...BODY, tip: 1 }, "/tip"], [{ ...BODY, reference: null }, "/reference"]])("%j → 400 invalid_request", async (body, pointer) => {
    const { problem } = await refused({ body: JSON.stringify(body) }, 400, "invalid_request");
    expect(problem.errors?.map((error) => error.pointer)).toEqual([pointer]);
  });

  test("a card number in the body or in the key is refused and never echoed", async () => {
    const inBody = await refused({ body: JSON.stringify({ ...BODY, metadata: { "4242 4242 4242 4242": "x" } }) }, 400, "card_number_not_accepted");
    const inKey = await refused({ key: "4242-4242-4242-4242" }, 400, "card_number_not_accepted");
    for (const { text, response } of [inBody, inKey]) {
      expect(text).not.toContain("4242");
      expect(JSON.stringify([...response.headers])).not.toContain("4242");
    }
  });

  test("the key is echoed as it was spelled once it was read", async () => {
    const { response } = await refused({ key: '"quoted"', body: "" }, 400, "invalid_json");
    expect(response.headers.get("idempotency-key")).toBe('"quoted"');
  });

  test("a processor that was never reached stores nothing: 503, the same key may try again", async () => {
    const response = await create({});
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(await response.json()).toMatchObject({ code: "processor_unavailable", retry: { sameKey: true } });
  });
});

test("whatever is sent as body, type and key: a problem that names what is wrong, never a 5xx, never a trace", async () => {
  const fields = fc.record({ amount: fc.jsonValue(), currency: fc.jsonValue(), paymentMethod: fc.jsonValue(), reference: fc.jsonValue(), metadata: fc.jsonValue() }, { requiredKeys: [] });
  const body = fc.oneof(fc.json(), fields.map((value) => JSON.stringify(value)), fc.string({ unit: "binary" }), fc.uint8Array({ maxLength: 200 }));
  const header = fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)), maxLength: 300 });
  await fc.assert(
    fc.asyncProperty(body, fc.option(header), fc.option(fc.constantFrom("application/json", "text/json", "a/b;;", "")), header, async (sent, key, type, prefer) => {
      const response = await create({ body: typeof sent === "string" ? sent : new Uint8Array(sent), key, type, headers: { prefer } });
      const problem = Problem.parse(await response.json());
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
      if (problem.code === "invalid_request") expect(problem.errors?.length).toBeGreaterThan(0);
    }),
    { numRuns: 2_500 },
  );
});
