import { expect, test } from "vitest";
import { observe } from "./observe";

const INTENT = { id: "pi_1", status: "succeeded", amount: 1_250, amount_received: 1_250, currency: "eur", created: 1_700_000_000, payment_method: "pm_1", metadata: { latchkey_attempt: "att_1" } };
const see = (fields: Record<string, unknown>) => observe({ ...INTENT, ...fields }, "{}");

test("an object is told in our words", () => {
  expect(see({})).toEqual({
    reference: "pi_1", attemptId: "att_1", state: "succeeded", received: { amount: 1_250, currency: "EUR" }, amount: 1_250, currency: "EUR", paymentMethod: "pm_1",
    processorStatus: "succeeded", declineCode: null, requiresAction: false, createdAt: new Date("2023-11-14T22:13:20Z"), body: "{}",
  });
});

test.each([
  ["processing", {}, "processing"],
  ["canceled", {}, "canceled"],
  ["requires_payment_method", { last_payment_error: { decline_code: "lost_card" } }, "declined"],
  ["requires_payment_method", {}, "requires_cancel"],
  ["requires_action", {}, "requires_cancel"],
  ["requires_confirmation", {}, "requires_cancel"],
  ["requires_capture", {}, "requires_cancel"],
  ["brand_new_status", {}, "processing"],
] as const)("%s is %j", (status, fields, state) => {
  expect(see({ status, amount_received: 0, ...fields })).toMatchObject({ state, received: null, requiresAction: status === "requires_action" });
});

test("a decline carries its code", () => {
  expect(see({ status: "requires_payment_method", amount_received: 0, last_payment_error: { code: "card_declined", decline_code: "lost_card" } })?.declineCode).toBe("lost_card");
});

test("money on an object counts whatever the object calls its status", () => {
  expect(see({ status: "canceled", amount_received: 7 })).toMatchObject({ state: "succeeded", received: { amount: 7, currency: "EUR" } });
});

test.each([{ id: undefined }, { status: undefined }, { amount_received: "1250" }, { currency: undefined }])("what an inquiry could not stand on is no object: %j", (fields) => {
  expect(see(fields)).toBeNull();
});
