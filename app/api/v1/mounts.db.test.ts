import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as policy from "@/app/.well-known/idempotency/route";
import * as nowhere from "@/app/api/[[...rest]]/route";
import * as notifications from "@/app/api/processors/[processor]/[connectionId]/notifications/route";
import { startTestDatabase, type TestDatabase } from "@/lib/db/testing/test-database";
import type { everyMethod } from "@/lib/http/every-method";
import { type SeededMerchant, seedMerchant, seedPayment } from "@/lib/http/testing/seed";
import { encodeId } from "@/lib/id";
import { createHttpServer } from "@/lib/server/http-server";
import * as v1 from "./[[...rest]]/route";

let database: TestDatabase;
let merchant: SeededMerchant;
let paymentPath: string;
let server: Server;
let origin: string;

beforeAll(async () => {
  database = await startTestDatabase();
  merchant = await seedMerchant();
  paymentPath = `/api/v1/payments/${encodeId("payment", await seedPayment(merchant, { key: "known" }))}`;
  server = createHttpServer("http://test", (_request, response) => void response.writeHead(404).end());
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await database.close();
});

type Mount = ReturnType<typeof everyMethod>;
type Case = { method: keyof Mount; path: () => string; headers?: Record<string, string>; body?: string; mount: Mount };

const json = { "content-type": "application/json" };
const CASES: readonly Case[] = [
  { method: "GET", path: () => paymentPath, mount: v1 },
  { method: "GET", path: () => paymentPath, headers: { "if-none-match": 'W/"1"' }, mount: v1 },
  { method: "HEAD", path: () => paymentPath, mount: v1 },
  { method: "GET", path: () => "/api/v1/payments?limit=1", mount: v1 },
  { method: "GET", path: () => "/api/v1/payments?limit=0&x=1", mount: v1 },
  { method: "GET", path: () => "/api/v1/idempotency-keys/known", mount: v1 },
  { method: "GET", path: () => "/api/v1/idempotency-keys?key=a%2Fb", mount: v1 },
  { method: "POST", path: () => "/api/v1/payments", body: "{}", headers: json, mount: v1 },
  { method: "POST", path: () => "/api/v1/payments", body: "{}", headers: { ...json, "idempotency-key": "k" }, mount: v1 },
  { method: "POST", path: () => "/api/v1/payments", body: "[".repeat(65_537), headers: { ...json, "idempotency-key": "k" }, mount: v1 },
  { method: "POST", path: () => "/api/v1/payments", body: "x", headers: { "content-type": "text/plain", "idempotency-key": "k" }, mount: v1 },
  { method: "DELETE", path: () => "/api/v1/payments", mount: v1 },
  { method: "OPTIONS", path: () => "/api/v1/payments", mount: v1 },
  { method: "GET", path: () => "/api/v1/nowhere", mount: v1 },
  { method: "GET", path: () => "/api/v1/idempotency-policy", mount: v1 },
  { method: "GET", path: () => "/api/v1/openapi.json", mount: v1 },
  { method: "GET", path: () => "/.well-known/idempotency", mount: policy },
  { method: "GET", path: () => "/api/v1", mount: nowhere },
  { method: "POST", path: () => "/api/processors/stripe/con_x/notifications", body: "{}", mount: notifications },
  { method: "GET", path: () => "/api/processors/stripe/con_x/notifications", mount: notifications },
];

test.each(CASES)("$method $path is the same under Next's routes and under node:http ($body)", async ({ method, path, headers, body, mount }) => {
  const init = { method, body, headers: { authorization: `Bearer ${merchant.apiKey}`, ...headers } };
  const ours = await fetch(origin + path(), init);
  const theirs = await mount[method](new Request(`http://test${path()}`, init));
  expect(await seen(ours)).toEqual(await seen(theirs));
});

const COMPARED = ["content-type", "etag", "allow", "location", "link", "cache-control", "idempotency-key", "idempotency-expires", "retry-after", "www-authenticate"];

/** Everything but what names the single request and the connection. */
async function seen(response: Response) {
  const text = (await response.text()).replace(/"requestId":"[^"]+"/, "");
  return { status: response.status, headers: COMPARED.map((name) => response.headers.get(name)), text };
}
