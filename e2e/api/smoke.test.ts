import { afterAll, beforeAll, expect, test } from "vitest";
import { jsonOf } from "../fixtures/api-client";
import { Installation, type TestMerchant } from "../fixtures/installation";

let installation: Installation;
let merchant: TestMerchant;

beforeAll(async () => {
  installation = await Installation.start();
  merchant = await installation.merchant();
});
afterAll(() => installation?.close());

const BODY = { amount: 1250, currency: "EUR", paymentMethod: "pm_card_visa" };

test("a payment is created and charged once; the same request again is the same answer", async () => {
  const first = await merchant.api.create("smoke", BODY);
  expect([first.status, first.text]).toEqual([201, expect.any(String)]);
  const again = await merchant.api.create("smoke", BODY);
  expect(again.status).toBe(201);
  expect(again.bytes.equals(first.bytes)).toBe(true);
  expect((await installation.simulator.charges(jsonOf(first).id)).length).toBe(1);
});
test("charged and answered 500: unknown, then succeeded without anybody's help", async () => {
  const first = await merchant.api.create("smoke-500", { ...BODY, metadata: { simulator_fault: "charge_then_500" } });
  expect([first.status, first.text]).toEqual([202, expect.any(String)]);
});
