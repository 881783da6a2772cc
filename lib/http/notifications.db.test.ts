import Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { prisma } from "@/lib/db/prisma";
import { startTestDatabase, type TestDatabase } from "@/lib/db/testing/test-database";
import { encodeId, newId } from "@/lib/id";
import { handleNotificationRequest } from "./notifications";
import { type SeededMerchant, seedMerchant } from "./testing/seed";

let database: TestDatabase;
let merchant: SeededMerchant;
let silent: SeededMerchant;

beforeAll(async () => {
  database = await startTestDatabase();
  [merchant, silent] = [await seedMerchant({}, "whsec_one"), await seedMerchant({}, null)];
});
beforeEach(() => prisma().notification.deleteMany());
afterAll(() => database.close());

const attemptId = newId();
const payload = (id = "evt_1") =>
  JSON.stringify({ id, object: "event", type: "payment_intent.succeeded", data: { object: { id: "pi_1", object: "payment_intent", metadata: { latchkey_attempt: encodeId("attempt", attemptId) } } } });

function notify(body: string, options: { connectionId?: string; secret?: string; processor?: string; signature?: string; method?: string } = {}): Promise<Response> {
  const signature = options.signature ?? Stripe.webhooks.generateTestHeaderString({ payload: body, secret: options.secret ?? "whsec_one" });
  const url = `http://test/api/processors/${options.processor ?? "stripe"}/${encodeId("connection", options.connectionId ?? merchant.connectionId)}/notifications`;
  const method = options.method ?? "POST";
  return handleNotificationRequest(new Request(url, { method, headers: { "stripe-signature": signature }, body: method === "POST" ? body : undefined }));
}
const stored = () => prisma().notification.findMany();

test("a signed notification is stored and due at once", async () => {
  expect((await notify(payload())).status).toBe(200);
  expect(await stored()).toMatchObject([{ merchantId: merchant.id, connectionId: merchant.connectionId, eventId: "evt_1", objectReference: "pi_1", attemptId, processedAt: null, body: payload() }]);
});

test("the same event twice is stored once, and both are told 200", async () => {
  const answers = await Promise.all([notify(payload()), notify(payload()), notify(payload())]);
  expect(answers.map((response) => response.status)).toEqual([200, 200, 200]);
  expect(await stored()).toHaveLength(1);
});

test("the retired connection keeps its path", async () => {
  await prisma().connection.update({ where: { merchantId_id: { merchantId: merchant.id, id: merchant.connectionId } }, data: { status: "retired" } });
  expect((await notify(payload())).status).toBe(200);
});

test.each([
  ["another connection's secret", { secret: "whsec_two" }],
  ["no signature", { signature: "" }],
  ["a signature of other bytes", { signature: Stripe.webhooks.generateTestHeaderString({ payload: "{}", secret: "whsec_one" }) }],
  ["an old signature", { signature: Stripe.webhooks.generateTestHeaderString({ payload: payload(), secret: "whsec_one", timestamp: 1_700_000_000 }) }],
])("%s → 400 notification_refused, nothing stored", async (_name, options) => {
  const response = await notify(payload(), options);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ code: "notification_refused" });
  expect(await stored()).toHaveLength(0);
});

test("a connection without a secret refuses everything", async () => {
  expect(await (await notify(payload(), { connectionId: silent.connectionId })).json()).toMatchObject({ code: "notification_refused" });
});

test("signed bytes that are no event are refused", async () => {
  expect((await notify("[]")).status).toBe(400);
  expect((await notify(JSON.stringify({ id: "evt\u0000", type: "x" }))).status).toBe(400);
});

test("an unknown connection or processor → 404; another method → 405; too large → 413", async () => {
  expect((await notify(payload(), { connectionId: newId() })).status).toBe(404);
  expect((await notify(payload(), { processor: "nobody" })).status).toBe(404);
  expect((await notify(payload(), { method: "GET" })).headers.get("allow")).toBe("POST");
  expect((await notify("x".repeat(262_145))).status).toBe(413);
});
