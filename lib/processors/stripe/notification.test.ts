import Stripe from "stripe";
import { expect, test } from "vitest";
import { NotificationRefused } from "../processor";
import { verifyNotification } from "./notification";

const SECRET = "whsec_test";
const NOW = new Date("2026-11-24T12:00:00Z");
const EVENT = { id: "evt_1", type: "payment_intent.succeeded", data: { object: { id: "pi_1", object: "payment_intent", metadata: { latchkey_attempt: "att_1" } } } };

function signed(payload: string, atS = NOW.getTime() / 1_000, secret = SECRET): (name: string) => string | null {
  const header = Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: atS });
  return (name) => (name === "stripe-signature" ? header : null);
}
const verify = (payload: string, header: (name: string) => string | null, secret = SECRET) => verifyNotification(Buffer.from(payload), header, secret, NOW);

test("a signed event names its object and our attempt", () => {
  const payload = JSON.stringify(EVENT);
  expect(verify(payload, signed(payload))).toEqual({ eventId: "evt_1", type: "payment_intent.succeeded", objectReference: "pi_1", attemptId: "att_1" });
});

test("an event of a charge names the payment it belongs to", () => {
  const payload = JSON.stringify({ ...EVENT, data: { object: { id: "ch_1", object: "charge", payment_intent: "pi_2" } } });
  expect(verify(payload, signed(payload))).toMatchObject({ objectReference: "pi_2", attemptId: null });
});

test("white space counts: the signature is over the raw bytes", () => {
  const payload = JSON.stringify(EVENT);
  expect(() => verify(`${payload} `, signed(payload))).toThrow(NotificationRefused);
});

test.each([
  ["no signature", () => null],
  ["another secret", signed(JSON.stringify(EVENT), NOW.getTime() / 1_000, "whsec_other")],
  ["a signature older than five minutes", signed(JSON.stringify(EVENT), NOW.getTime() / 1_000 - 301)],
])("%s is refused", (_name, header) => {
  expect(() => verify(JSON.stringify(EVENT), header)).toThrow(NotificationRefused);
});

test("without a signing secret everything is refused", () => {
  expect(() => verify(JSON.stringify(EVENT), signed(JSON.stringify(EVENT)), "")).toThrow(NotificationRefused);
});

test.each(["not json", "[]", '{"id":"evt_1"}'])("a signed body that is no event is refused: %s", (payload) => {
  expect(() => verify(payload, signed(payload))).toThrow(NotificationRefused);
});
