import { expect, test } from "vitest";
import type { PaymentRequest } from "../processor";
import { buildPaymentForm } from "./payment-form";

const REQUEST: PaymentRequest = { amount: 1_250, currency: "EUR", paymentMethod: "pm_card_visa", reference: null, description: null, metadata: null, paymentId: "pay_1", attemptId: "att_1" };

test("asks to create and confirm in one call, without redirects and without waiting for the customer", () => {
  expect(buildPaymentForm(REQUEST)).toBe(
    "amount=1250&currency=eur&confirm=true&error_on_requires_action=true&automatic_payment_methods%5Benabled%5D=true&automatic_payment_methods%5Ballow_redirects%5D=never" +
      "&payment_method=pm_card_visa&metadata%5Blatchkey_attempt%5D=att_1&metadata%5Blatchkey_payment%5D=pay_1",
  );
});

test("the same request makes the same bytes, in whatever order its metadata came", () => {
  const one = buildPaymentForm({ ...REQUEST, metadata: { b: "2", a: "1", é: "ü & =" } });
  expect(buildPaymentForm({ ...REQUEST, metadata: { é: "ü & =", a: "1", b: "2" } })).toBe(one);
  expect(new URLSearchParams(one).get("metadata[é]")).toBe("ü & =");
});

test("a merchant's metadata never takes the place of ours", () => {
  const form = new URLSearchParams(buildPaymentForm({ ...REQUEST, reference: "order 7", metadata: { latchkey_attempt: "x", latchkey_payment: "y", latchkey_reference: "z", mine: "1" } }));
  expect(form.getAll("metadata[latchkey_attempt]")).toEqual(["att_1"]);
  expect(form.getAll("metadata[latchkey_payment]")).toEqual(["pay_1"]);
  expect(form.getAll("metadata[latchkey_reference]")).toEqual(["order 7"]);
  expect(form.get("metadata[mine]")).toBe("1");
});

test("a card token goes in as the card of a new payment method", () => {
  const form = new URLSearchParams(buildPaymentForm({ ...REQUEST, paymentMethod: "tok_visa" }));
  expect(form.has("payment_method")).toBe(false);
  expect(form.get("payment_method_data[card][token]")).toBe("tok_visa");
});

test("text that is not well-formed is still a form", () => {
  expect(() => buildPaymentForm({ ...REQUEST, description: "\uD800", metadata: { "\uDC00": "\uD800" } })).not.toThrow();
});

test("the largest amount keeps every digit", () => {
  expect(buildPaymentForm({ ...REQUEST, amount: Number.MAX_SAFE_INTEGER })).toContain("amount=9007199254740991&");
});
