import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Problem } from "@/lib/contract/problem";
import { startTestDatabase, type TestDatabase } from "@/lib/db/testing/test-database";
import { encodeId } from "@/lib/id";
import { encodeCursor } from "@/lib/payments/cursor";
import { handleApiRequest } from "./api-routes";
import { type SeededMerchant, seedMerchant, seedPayment } from "./testing/seed";

let database: TestDatabase;
let merchant: SeededMerchant;
let paymentId: string;

beforeAll(async () => {
  database = await startTestDatabase();
  merchant = await seedMerchant();
  paymentId = await seedPayment(merchant, { key: "known" });
});
afterAll(() => database.close());

/** What may stand in a target: plain text, percent-encoded bytes of any kind, and what a router might trip over. */
const piece = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }).map((text) => encodeURIComponent(text.toWellFormed())),
  fc.uint8Array({ maxLength: 20 }).map((bytes) => [...bytes].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("")),
  fc.constantFrom("", ".", "..", "%", "%2e%2e", "%2F", "__proto__", "constructor", "pay_", "4242424242424242", "known", "a".repeat(3_000)),
);
const NUM_RUNS = 1_500;

/** Never a 5xx; what is no success is a problem that carries its request's id. */
async function answersWell(target: string, headers: Record<string, string> = {}, method = "GET"): Promise<void> {
  const response = await handleApiRequest(new Request(`http://test${target}`, { method, headers: { authorization: `Bearer ${merchant.apiKey}`, ...headers } }));
  expect(response.status).toBeLessThan(500);
  if (response.status < 400) return;
  const text = await response.text();
  expect(text).not.toContain("4242424242424242");
  expect(Problem.parse(JSON.parse(text)).requestId).toBe(response.headers.get("request-id"));
}

test("any path and method", async () => {
  const method = fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND");
  await fc.assert(fc.asyncProperty(fc.array(piece, { maxLength: 3 }), method, (pieces, name) => answersWell(`/api/v1/${pieces.join("/")}`, { "idempotency-key": "k" }, name)), { numRuns: NUM_RUNS });
});

test("any payment id", async () => {
  const id = fc.oneof(piece, fc.uuid().map((uuid) => encodeId("payment", uuid)), fc.string({ unit: fc.constantFrom(..."0123456789abcdefghjkmnpqrstvwxyz"), minLength: 26, maxLength: 26 }).map((text) => `pay_${text}`));
  await fc.assert(fc.asyncProperty(id, (text) => answersWell(`/api/v1/payments/${text}`)), { numRuns: NUM_RUNS });
});

test("any query string and any cursor", async () => {
  const name = fc.oneof(fc.constantFrom("status", "reference", "createdFrom", "createdTo", "stuck", "limit", "cursor"), piece);
  const cursor = fc.oneof(fc.uuid().map(encodeCursor), fc.base64String({ maxLength: 40 }).map(encodeURIComponent));
  const value = fc.oneof(piece, cursor, fc.constantFrom("unknown", "true", "100", "2026-11-24", "0000-01-01", "9999-12-31T23:59:59.999Z", "-1", "1e2"), fc.date({ noInvalidDate: true }).map((date) => encodeURIComponent(date.toISOString())));
  const query = fc.array(fc.tuple(name, value), { maxLength: 4 }).map((pairs) => pairs.map((pair) => pair.join("=")).join("&"));
  await fc.assert(fc.asyncProperty(query, (text) => answersWell(`/api/v1/payments?${text}`)), { numRuns: NUM_RUNS });
});

test("any key that is looked up, by path and by query", async () => {
  await fc.assert(fc.asyncProperty(piece, fc.constantFrom("/", "?key=", "?"), (key, where) => answersWell(`/api/v1/idempotency-keys${where}${key}`)), { numRuns: NUM_RUNS });
});

test("any If-None-Match and Prefer", async () => {
  const header = fc.string({ unit: fc.constantFrom('"', "W/", "*", ",", " ", "1", "wait=0", ";", "\\", "é"), maxLength: 20 });
  const path = `/api/v1/payments/${encodeId("payment", paymentId)}`;
  await fc.assert(fc.asyncProperty(header, header, (known, prefer) => answersWell(path, { "if-none-match": known, prefer })), { numRuns: NUM_RUNS });
});
