import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { IdempotencyKeyRecord } from "@/lib/contract/idempotency-key";
import { Payment } from "@/lib/contract/payment";
import { PaymentList } from "@/lib/contract/payment-list";
import { Problem } from "@/lib/contract/problem";
import { prisma } from "@/lib/db/prisma";
import { startTestDatabase, type TestDatabase } from "@/lib/db/testing/test-database";
import { encodeId, newId } from "@/lib/id";
import { handleApiRequest } from "./api-routes";
import { type SeededMerchant, seedMerchant, seedPayment } from "./testing/seed";

let database: TestDatabase;
let merchant: SeededMerchant;
let stranger: SeededMerchant;

beforeAll(async () => {
  database = await startTestDatabase();
  [merchant, stranger] = [await seedMerchant({ stuckAfterMs: 60_000 }), await seedMerchant()];
});
afterAll(() => database.close());

function ask(path: string, init: RequestInit = {}, as = merchant): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("authorization", `Bearer ${as.apiKey}`);
  return handleApiRequest(new Request(`http://test${path}`, { ...init, headers }));
}
const pathOf = (id: string) => `/api/v1/payments/${encodeId("payment", id)}`;
async function problemOf(response: Response) {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const problem = Problem.parse(await response.json());
  expect(problem).toMatchObject({ status: response.status, requestId: response.headers.get("request-id") });
  return problem;
}

describe("GET /api/v1/payments/{id}", () => {
  test("is the payment with attempts and sends, and carries an ETag", async () => {
    const id = await seedPayment(merchant, { status: "unknown", reference: "r-1" });
    const response = await ask(pathOf(id));
    expect(response.status).toBe(200);
    expect(response.headers.get("etag")).toBe('W/"1"');
    const payment = Payment.parse(await response.json());
    expect(payment).toMatchObject({ id: encodeId("payment", id), status: "unknown", amount: 1999, reference: "r-1", metadata: { cart: "c-1" }, stuck: false });
    expect(payment.attempts[0]?.sends[0]).toMatchObject({ outcome: "unknown", code: "seeded" });
  });

  test.each(['W/"1"', '"1"', '"0", W/"1"', "*"])("If-None-Match: %s → 304", async (known) => {
    const response = await ask(pathOf(await seedPayment(merchant)), { headers: { "if-none-match": known } });
    expect(response.status).toBe(304);
    expect(await response.text()).toBe("");
  });

  test("another ETag gets the payment", async () => {
    expect((await ask(pathOf(await seedPayment(merchant)), { headers: { "if-none-match": '"2", "11"' } })).status).toBe(200);
  });

  test("Prefer: wait=N holds until the ETag differs", async () => {
    const id = await seedPayment(merchant, { status: "unknown" });
    const waiting = ask(pathOf(id), { headers: { "if-none-match": 'W/"1"', prefer: "wait=20" } });
    await prisma().payment.update({ where: { merchantId_id: { merchantId: merchant.id, id } }, data: { version: 2 } });
    const response = await waiting;
    expect(response.headers.get("etag")).toBe('W/"2"');
    expect(response.status).toBe(200);
  });

  test("Prefer: wait=N without an ETag answers at once where the outcome is definite", async () => {
    expect((await ask(pathOf(await seedPayment(merchant)), { headers: { prefer: "wait=20" } })).status).toBe(200);
  });

  test("a payment of another merchant looks like none", async () => {
    const theirs = await problemOf(await ask(pathOf(await seedPayment(stranger))));
    const none = await problemOf(await ask(pathOf(newId())));
    expect([theirs.code, none.code]).toEqual(["payment_not_found", "payment_not_found"]);
    expect(theirs.detail).toBe(none.detail);
  });

  test("HEAD is GET without the body", async () => {
    const response = await ask(pathOf(await seedPayment(merchant)), { method: "HEAD" });
    expect([response.status, response.headers.get("etag"), await response.text()]).toEqual([200, 'W/"1"', ""]);
  });
});

describe("GET /api/v1/payments", () => {
  const list = async (query: string, as: SeededMerchant) => PaymentList.parse(await (await ask(`/api/v1/payments${query}`, {}, as)).json());

  test("pages through everything, newest first, and ends", async () => {
    const shop = await seedMerchant();
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) ids.unshift(encodeId("payment", await seedPayment(shop)));
    const seen: string[] = [];
    let cursor: string | null = "";
    for (let page = 0; cursor !== null && page < 5; page += 1) {
      const found: PaymentList = await list(`?limit=2${cursor ? `&cursor=${cursor}` : ""}`, shop);
      expect(found.hasMore).toBe(found.nextCursor !== null);
      seen.push(...found.data.map((payment) => payment.id));
      cursor = found.nextCursor;
    }
    expect(seen).toEqual(ids);
  });

  test("filters by status, reference, time and stuck, alone and together", async () => {
    const shop = await seedMerchant({ stuckAfterMs: 60_000 });
    const long = new Date(Date.now() - 600_000);
    const at = new Date();
    await seedPayment(shop, { status: "succeeded", reference: "a", createdAt: at });
    await seedPayment(shop, { status: "unknown", reference: "a", openSince: long, createdAt: at });
    await seedPayment(shop, { status: "pending", reference: "b", openSince: long, createdAt: at });
    await seedPayment(shop, { status: "unknown", createdAt: at });
    const statuses = async (query: string) => (await list(query, shop)).data.map((payment) => payment.status).toSorted().join();
    expect(await statuses("?status=unknown")).toBe("unknown,unknown");
    expect(await statuses("?reference=a")).toBe("succeeded,unknown");
    expect(await statuses("?reference=a&status=succeeded")).toBe("succeeded");
    expect(await statuses("?stuck=true")).toBe("pending,unknown");
    expect(await statuses("?stuck=true&status=unknown&reference=a")).toBe("unknown");
    expect(await statuses("?stuck=true&status=succeeded")).toBe("");
    expect(await statuses("?stuck=false")).toBe("succeeded,unknown");
    expect(await statuses(`?createdFrom=${at.toISOString()}&createdTo=${at.toISOString()}`)).toBe("pending,succeeded,unknown,unknown");
    expect(await statuses(`?createdTo=${new Date(at.getTime() - 1).toISOString()}`)).toBe("");
    expect(await statuses("?createdFrom=2099-01-01")).toBe("");
    expect((await list("?stuck=true", shop)).data.every((payment) => payment.stuck)).toBe(true);
  });

  test.each([
    ["limit=0", "?limit"], ["limit=101", "?limit"], ["limit=x", "?limit"], ["status=paid", "?status"], ["stuck=maybe", "?stuck"], ["createdFrom=yesterday", "?createdFrom"],
    ["createdTo=2026-02-30", "?createdTo"], ["cursor=abc", "?cursor"], ["status=pending&status=unknown", "?status"], ["sort=amount", "?sort"], ["reference=a%00", "?reference"], ["__proto__=1", "?__proto__"],
  ])("?%s is refused and %s is named", async (query, pointer) => {
    const response = await ask(`/api/v1/payments?${query}`);
    expect(response.status).toBe(400);
    expect(await problemOf(response)).toMatchObject({ code: "invalid_request", errors: [{ pointer }] });
  });
});

describe("GET /api/v1/idempotency-keys", () => {
  test("says what became of a key, by path and by query", async () => {
    const id = await seedPayment(merchant, { status: "unknown", key: "order/1,\"x\"" });
    for (const path of [`/${encodeURIComponent('order/1,"x"')}`, `?key=${encodeURIComponent('order/1,"x"')}`]) {
      const response = await ask(`/api/v1/idempotency-keys${path}`);
      expect(response.headers.get("idempotency-key")).toBe('"order/1,\\"x\\""');
      expect(IdempotencyKeyRecord.parse(await response.json())).toMatchObject({
        key: 'order/1,"x"', state: "unknown", expiresAt: null, payment: { id: encodeId("payment", id) }, retry: { sameKey: true, newKey: false },
      });
    }
  });

  test("a stored answer's expiry is told in the header too", async () => {
    await seedPayment(merchant, { key: "kept" });
    const response = await ask("/api/v1/idempotency-keys/kept");
    const record = IdempotencyKeyRecord.parse(await response.json());
    expect(response.headers.get("idempotency-expires")).toBe(record.expiresAt);
    expect(record.retry).toEqual({ sameKey: false, newKey: false, afterSeconds: null });
  });

  test("failed by proof of absence: the same key may be sent, a new one is not safe", async () => {
    await seedPayment(merchant, { key: "absent", status: "failed", failureCode: "not_found_at_processor" });
    expect(await (await ask("/api/v1/idempotency-keys/absent")).json()).toMatchObject({ retry: { sameKey: true, newKey: false } });
  });

  test("never claimed → 404 idempotency_key_not_found, the same key is free", async () => {
    await seedPayment(stranger, { key: "theirs" });
    for (const key of ["never", "theirs", "%2E"]) {
      const response = await ask(`/api/v1/idempotency-keys?key=${key}`);
      expect(response.status).toBe(404);
      expect(await problemOf(response)).toMatchObject({ code: "idempotency_key_not_found", retry: { sameKey: true, newKey: false } });
    }
  });

  test.each([["?key=", "idempotency_key_invalid"], ["?key=a%20b", "idempotency_key_invalid"], ["/%ff", "idempotency_key_invalid"], ["", "invalid_request"], ["?key=a&key=b", "invalid_request"], ["/4242424242424242", "card_number_not_accepted"]])(
    "%j is refused", async (path, code) => {
      const problem = await problemOf(await ask(`/api/v1/idempotency-keys${path}`));
      expect(problem.code).toBe(code);
      expect(JSON.stringify(problem)).not.toContain("4242");
    },
  );
});

describe("what needs no API key, and what is nowhere", () => {
  const anybody = (path: string, method = "GET") => handleApiRequest(new Request(`http://test${path}`, { method }));

  test("the policy is published at two addresses", async () => {
    const [one, other] = [await anybody("/api/v1/idempotency-policy"), await anybody("/.well-known/idempotency")];
    expect(await one.json()).toMatchObject({ header: "Idempotency-Key", key: { maxLength: 255 }, wait: { defaultSeconds: 5, maxSeconds: 30 } });
    expect(other.status).toBe(200);
  });

  test("the OpenAPI document is served", async () => {
    expect(await (await anybody("/api/v1/openapi.json")).json()).toMatchObject({ openapi: "3.1.1" });
  });

  test.each(["/api/v1", "/api/v1/", "/api/v2/payments", "/api/v1/payments/", "/api/v1/payments/a/b", "/api/v1/payments/by-key/x", "/api/v1/constructor"])("%s → 404 not_found", async (path) => {
    const response = await anybody(path);
    expect(response.status).toBe(404);
    expect(await problemOf(response)).toMatchObject({ code: "not_found", instance: path });
  });

  test.each([
    ["DELETE", "/api/v1/payments", "GET, HEAD, POST"], ["OPTIONS", "/api/v1/payments", "GET, HEAD, POST"], ["POST", "/api/v1/payments/pay_x", "GET, HEAD"], ["PUT", "/api/v1/idempotency-policy", "GET, HEAD"],
    ["PATCH", "/api/v1/idempotency-keys/k", "GET, HEAD"], ["POST", "/api/v1/openapi.json", "GET, HEAD"],
  ])("%s %s → 405 with Allow: %s", async (method, path, allow) => {
    const response = await anybody(path, method);
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe(allow);
    expect((await problemOf(response)).code).toBe("method_not_allowed");
  });
});
