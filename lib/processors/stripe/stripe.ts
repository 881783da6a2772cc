import type { Processor } from "../processor";
import { classifySend } from "./classify-send";
import { exchange } from "./exchange";
import { cancel, list, lookUpById, readAccount } from "./look-up";
import { verifyNotification } from "./notification";
import { buildPaymentForm } from "./payment-form";
import { requestHeaders } from "./request-headers";

/** Stripe's PaymentIntents, and everything that speaks their wire format, the bundled simulator among them. */
export const stripe: Processor = {
  name: "stripe",
  displayName: "Stripe",
  capabilities: {
    // Stripe v1 keeps a key for at least 24 h, and its first answer with it, a 500 too.
    resend: { windowMs: 24 * 60 * 60 * 1_000, returns: "frozen" },
    lookUp: { by: "list", consistent: true, lagMs: 0 },
    list: { consistent: true },
    cancel: "byId",
    notifications: true,
    // The reference travels in metadata, whose values have at most 500 characters.
    reference: { maxLength: 500, charset: "any Unicode text" },
    maxProcessingMs: 60_000,
  },
  buildPaymentRequest: buildPaymentForm,
  async send(connection, stored, options) {
    const result = await exchange({
      apiBase: connection.apiBase,
      method: "POST",
      path: "/v1/payment_intents",
      headers: { ...requestHeaders(connection.secretKey), "idempotency-key": stored.processorKey },
      body: stored.body,
      timeoutMs: options.timeoutMs,
      maySend: options.maySend,
    });
    return classifySend(result, { amount: stored.amount, currency: stored.currency });
  },
  lookUpById,
  list,
  cancel,
  readAccount,
  verifyNotification,
};
