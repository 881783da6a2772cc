import { type Payment, type PaymentFacts, presentPayment } from "../payment";

const CREATED_AT = new Date("2026-11-24T09:00:00.120Z");
const ANSWERED_AT = new Date("2026-11-24T09:00:00.480Z");
const PAYMENT_ID = "019ab4e2-9c40-7a11-8c1d-3f5b7d9e1a2c";
const ATTEMPT_ID = "019ab4e2-9c41-7b22-9d2e-4a6c8e0f2b3d";

export const EXAMPLE_BODY = { amount: 1999, currency: "EUR", paymentMethod: "pm_card_visa", reference: "order-1042", metadata: { cart: "c-77" } };
export const EXAMPLE_KEY = "order-1042-try-1";

/** One payment as the presenter shows it in a status, so that examples can't drift from answers. */
export function examplePayment(status: PaymentFacts["status"]): Payment {
  const isOpen = status === "pending" || status === "unknown";
  const reference = status === "succeeded" || status === "contradicted" ? "pi_3RkT7L2eZvKYlo2C" : null;
  const attemptStatus = status === "pending" ? "dispatched" : status === "contradicted" ? "succeeded" : status;
  const outcome = attemptStatus === "dispatched" ? null : attemptStatus;
  const codes = { pending: null, succeeded: null, declined: "card_declined", failed: "connect_refused", unknown: "http_500", contradicted: "amount_differs" } as const;
  return presentPayment(
    {
      id: PAYMENT_ID, status, amount: 1999n, currency: "EUR", paymentMethod: "pm_card_visa", reference: "order-1042", description: null, metadata: { cart: "c-77" },
      idempotencyKey: EXAMPLE_KEY, processor: "stripe", processorReference: reference, declineCode: status === "declined" ? "insufficient_funds" : null,
      failureCode: status === "failed" ? "processor_unavailable" : null, createdAt: CREATED_AT, updatedAt: status === "pending" ? CREATED_AT : ANSWERED_AT,
    },
    [{
      id: ATTEMPT_ID, number: 1, status: attemptStatus, processorKey: "9f2c41d07be84a6c9f2c41d07be84a6c", processorReference: reference,
      startedAt: CREATED_AT, finishedAt: isOpen ? null : ANSWERED_AT,
    }],
    [{ attemptId: ATTEMPT_ID, number: 1, at: CREATED_AT, finishedAt: outcome === null ? null : ANSWERED_AT, outcome, code: codes[status] }],
    { stuck: false },
  );
}
