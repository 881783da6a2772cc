import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SendReport } from "../outcome";
import { classifySend } from "./classify-send";
import type { Exchange, NoAnswerCode, UnsentCode } from "./exchange";

const ASKED = { amount: 1_250, currency: "EUR" };

function answer(httpStatus: number, body: unknown, more: Partial<Extract<Exchange, { kind: "answer" }>> = {}): Exchange {
  return { kind: "answer", httpStatus, replayed: false, retryAfterS: null, body: typeof body === "string" ? body : JSON.stringify(body), ...more };
}
function intent(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return { id: "pi_1", object: "payment_intent", amount: 1_250, amount_received: 1_250, currency: "eur", status: "succeeded", ...fields };
}
function refusal(httpStatus: number, error: Record<string, unknown>): Exchange {
  return answer(httpStatus, { error: { message: "No.", type: "invalid_request_error", ...error } });
}
const classify = (exchange: Exchange): SendReport => classifySend(exchange, ASKED);

describe("row: 2xx, parsable, an id, a final succeeded status, our amount and currency", () => {
  test("is succeeded, and keeps no body", () => {
    expect(classify(answer(200, intent()))).toMatchObject({
      outcome: "succeeded", code: null, processorReference: "pi_1", received: ASKED, refusal: null, frozen: false, body: null,
    });
  });
  test("takes amount where the processor leaves amount_received out", () => {
    expect(classify(answer(200, intent({ amount_received: undefined }))).outcome).toBe("succeeded");
  });
  test("a replayed success is one too", () => {
    expect(classify(answer(200, intent(), { replayed: true })).outcome).toBe("succeeded");
  });
});

describe("row: the same, in another amount or currency", () => {
  test.each([
    ["another amount received", { amount_received: 1_251 }, { amount: 1_251, currency: "EUR" }],
    ["nothing received", { amount_received: 0 }, { amount: 0, currency: "EUR" }],
    ["another currency", { currency: "usd" }, { amount: 1_250, currency: "USD" }],
  ])("%s is succeeded with code amount_differs and what was received", (_name, fields, received) => {
    expect(classify(answer(200, intent(fields)))).toMatchObject({ outcome: "succeeded", code: "amount_differs", received, processorReference: "pi_1" });
  });
  test.each([["text", "1250"], ["a fraction", 12.5], ["rounded by the parser", 2 ** 53], ["negative", -1]])("an amount that is %s is unknown, never a guess", (_name, amount) => {
    expect(classify(answer(200, intent({ amount_received: amount })))).toMatchObject({ outcome: "unknown", code: "amount_unreadable", processorReference: "pi_1", received: null });
  });
});

describe("row: a definite refusal of this payment", () => {
  const declinedIntent = intent({ status: "requires_payment_method", amount_received: 0 });
  test("card declined is declined with the issuer's code", () => {
    expect(classify(refusal(402, { type: "card_error", code: "card_declined", decline_code: "insufficient_funds", payment_intent: declinedIntent }))).toMatchObject({
      outcome: "declined", code: "insufficient_funds", declineCode: "insufficient_funds", processorCode: "card_declined", processorReference: "pi_1", refusal: null,
    });
  });
  test("without an issuer's code it is the error's own", () => {
    expect(classify(refusal(402, { type: "card_error", code: "expired_card" }))).toMatchObject({ outcome: "declined", declineCode: "expired_card" });
  });
  test("authentication required, told not to wait for the customer, is declined", () => {
    expect(classify(refusal(402, { type: "card_error", code: "authentication_required", payment_intent: declinedIntent }))).toMatchObject({ outcome: "declined", declineCode: "authentication_required" });
  });
  test("2xx requires_payment_method with last_payment_error is declined", () => {
    const body = intent({ status: "requires_payment_method", amount_received: 0, last_payment_error: { code: "card_declined", decline_code: "lost_card" } });
    expect(classify(answer(200, body))).toMatchObject({ outcome: "declined", declineCode: "lost_card", processorReference: "pi_1" });
  });
  test.each(["succeeded", "processing", "requires_action", "requires_capture", "requires_confirmation"])("a card error whose payment is %s is unknown", (status) => {
    expect(classify(refusal(402, { type: "card_error", code: "card_declined", payment_intent: intent({ status }) }))).toMatchObject({ outcome: "unknown", processorReference: "pi_1" });
  });
  test("402 that is no card error is unknown", () => {
    expect(classify(refusal(402, { type: "api_error" })).outcome).toBe("unknown");
    expect(classify(answer(402, "pay up")).outcome).toBe("unknown");
  });
});

describe("row: no byte of the request sent", () => {
  const codes: UnsentCode[] = ["too_late", "connect_refused", "dns", "tls", "connect_timeout", "connect_failed"];
  test.each(codes)("%s is failed, unsent, processor_unavailable", (code) => {
    expect(classify({ kind: "unsent", code })).toMatchObject({ outcome: "failed", code, refusal: "processor_unavailable", unsent: true, httpStatus: null, frozen: false });
  });
  test("an address or secret that can't be used is failed, unsent, processor_misconfigured", () => {
    expect(classify({ kind: "unsent", code: "request_invalid" })).toMatchObject({ outcome: "failed", refusal: "processor_misconfigured", unsent: true });
  });
});

describe("row: 400/401/403/404/429 before execution, with no object in it", () => {
  test.each([
    [400, "processor_rejected"], [401, "processor_misconfigured"], [403, "processor_misconfigured"], [404, "processor_rejected"], [429, "processor_unavailable"],
  ] as const)("%i is failed, %s", (status, expected) => {
    expect(classify(refusal(status, {}))).toMatchObject({ outcome: "failed", refusal: expected, httpStatus: status, unsent: false });
  });
  test("400 keeps the processor's code and field", () => {
    expect(classify(refusal(400, { code: "resource_missing", param: "payment_method" }))).toMatchObject({ outcome: "failed", processorCode: "resource_missing", processorField: "payment_method" });
  });
  test("429 keeps the processor's wish and needs no body", () => {
    expect(classify(answer(429, "slow down", { retryAfterS: 7 }))).toMatchObject({ outcome: "failed", refusal: "processor_unavailable", retryAfterS: 7 });
  });
  test.each([400, 401, 403, 404, 429])("%i with an object in it is unknown", (status) => {
    expect(classify(refusal(status, { payment_intent: intent() }))).toMatchObject({ outcome: "unknown", processorReference: "pi_1", refusal: null });
    expect(classify(refusal(status, { charge: "ch_1" }))).toMatchObject({ outcome: "unknown", processorReference: "ch_1" });
  });
  test.each([400, 401, 403, 404])("%i in a form that is not the processor's is unknown", (status) => {
    for (const body of ["", "<html>", "[]", "null", { error: "no" }, { error: {} }, { message: "no" }]) expect(classify(answer(status, body)).outcome).toBe("unknown");
  });
});

describe("row: everything else is unknown", () => {
  test.each<NoAnswerCode>(["timeout", "reset", "answer_too_large", "answer_malformed"])("%s after sending", (code) => {
    expect(classify({ kind: "no_answer", code, httpStatus: null })).toMatchObject({ outcome: "unknown", code, frozen: false, unsent: false });
  });
  test("a body lost after a status line of 5xx, which may be frozen under the key", () => {
    expect(classify({ kind: "no_answer", code: "reset", httpStatus: 500 })).toMatchObject({ outcome: "unknown", frozen: true });
    expect(classify({ kind: "no_answer", code: "reset", httpStatus: 200 })).toMatchObject({ outcome: "unknown", frozen: false });
  });
  test.each([500, 502, 503, 504, 529])("any 5xx: %i, frozen under the key", (status) => {
    for (const body of ["", "<html>502</html>", { message: "Bad gateway" }, intent()]) expect(classify(answer(status, body))).toMatchObject({ outcome: "unknown", code: `http_${status}`, frozen: true });
  });
  test("a replayed 5xx", () => {
    expect(classify(answer(500, { error: { type: "api_error" } }, { replayed: true }))).toMatchObject({ outcome: "unknown", frozen: true });
  });
  test.each([["empty", ""], ["cut off", '{"id":"pi_1","sta'], ["no object", '["pi_1"]'], ["HTML", "<html>"], ["null", "null"]])("2xx that does not parse: %s", (_name, body) => {
    expect(classify(answer(200, body))).toMatchObject({ outcome: "unknown", code: "answer_unreadable", frozen: false });
  });
  test.each([["missing", { id: undefined }], ["empty", { id: "" }], ["a number", { id: 7 }]])("2xx that lacks an id: %s", (_name, fields) => {
    expect(classify(answer(200, intent(fields)))).toMatchObject({ outcome: "unknown", code: "answer_without_id" });
  });
  test.each(["processing", "requires_action", "requires_capture", "requires_confirmation", "requires_payment_method", "brand_new_status", undefined])("2xx with the status %s", (status) => {
    expect(classify(answer(200, intent({ status })))).toMatchObject({ outcome: "unknown", processorReference: "pi_1", frozen: false });
  });
  test("409 in progress", () => {
    expect(classify(refusal(409, { code: "idempotency_key_in_use" }))).toMatchObject({ outcome: "unknown", code: "idempotency_key_in_use", absenceBarred: false });
    expect(classify(answer(409, "")).outcome).toBe("unknown");
  });
  test("an idempotency error, which bars proof of absence", () => {
    expect(classify(refusal(400, { type: "idempotency_error" }))).toMatchObject({ outcome: "unknown", code: "idempotency_error", absenceBarred: true });
  });
  test.each([301, 302, 307, 308, 304, 405, 413, 415, 418, 422, 451])("%i", (status) => {
    expect(classify(refusal(status, {})).outcome).toBe("unknown");
  });
});

test("row: a confirmed canceled is failed, canceled_at_processor", () => {
  expect(classify(answer(200, intent({ status: "canceled", amount_received: 0 })))).toMatchObject({ outcome: "failed", refusal: "canceled_at_processor", processorReference: "pi_1" });
});

test.each([
  ["a canceled payment", answer(200, intent({ status: "canceled" }))],
  ["a payment that waits for another method", answer(200, intent({ status: "requires_payment_method", last_payment_error: { code: "card_declined" } }))],
  ["a card error's payment", refusal(402, { type: "card_error", code: "card_declined", payment_intent: intent({ status: "requires_payment_method" }) })],
])("%s that holds money all the same is unknown", (_name, exchange) => {
  expect(classify(exchange)).toMatchObject({ outcome: "unknown", processorReference: "pi_1" });
});

test("what is kept of an answer has no secret in it", () => {
  const { body } = classify(answer(200, intent({ status: "processing", client_secret: "pi_1_secret_abc" })));
  expect(body).toContain("processing");
  expect(body).not.toContain("secret_abc");
});

describe("whatever a processor answers", () => {
  const status = fc.oneof(fc.integer({ min: 200, max: 599 }), fc.constantFrom(200, 400, 401, 402, 403, 404, 409, 429, 500));
  const intentLike = fc.record(
    {
      id: fc.constantFrom("pi_1", "", 7), status: fc.constantFrom("succeeded", "processing", "canceled", "requires_payment_method", "requires_action", "odd"),
      amount: fc.constantFrom(1_250, 1, "1250"), amount_received: fc.constantFrom(1_250, 0, null, 1.5), currency: fc.constantFrom("eur", "usd", 1), last_payment_error: fc.constantFrom(null, { code: "card_declined" }),
    },
    { requiredKeys: [] },
  );
  const error = fc.record(
    { type: fc.constantFrom("card_error", "invalid_request_error", "idempotency_error", "api_error", ""), code: fc.constantFrom("card_declined", "idempotency_key_in_use", "resource_missing"), payment_intent: fc.option(intentLike), charge: fc.constantFrom("ch_1", null) },
    { requiredKeys: [] },
  );
  const body = fc.oneof(fc.string(), fc.json(), intentLike.map((value) => JSON.stringify(value)), error.map((value) => JSON.stringify({ error: value })));
  const anyAnswer = fc.record({ kind: fc.constant("answer" as const), httpStatus: status, replayed: fc.boolean(), retryAfterS: fc.constant(null), body });

  test("it is never failed where something may have been executed", () => {
    fc.assert(
      fc.property(anyAnswer, (exchange) => {
        const report = classifySend(exchange, ASKED);
        if (report.outcome !== "failed") return;
        expect(report.unsent).toBe(false);
        if (report.refusal === "canceled_at_processor") {
          expect(JSON.parse(exchange.body)).toMatchObject({ status: "canceled" });
          return;
        }
        expect([400, 401, 403, 404, 429]).toContain(exchange.httpStatus);
        expect(exchange.body).not.toMatch(/"payment_intent":\{|"charge":"ch_|idempotency/);
      }),
      { numRuns: 5_000 },
    );
  });
  test("success always names the object and the money, failure always its reason, a 5xx is always frozen", () => {
    fc.assert(
      fc.property(anyAnswer, (exchange) => {
        const report = classifySend(exchange, ASKED);
        expect(report.received !== null).toBe(report.outcome === "succeeded");
        if (report.outcome === "succeeded") expect(report.processorReference).not.toBeNull();
        expect(report.refusal !== null).toBe(report.outcome === "failed");
        expect(report.declineCode !== null).toBe(report.outcome === "declined");
        expect(report.frozen).toBe(exchange.httpStatus >= 500);
      }),
      { numRuns: 5_000 },
    );
  });
});
