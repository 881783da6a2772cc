import type { ObservedObject } from "../outcome";
import { maskSecrets } from "./mask";
import { ATTEMPT_METADATA } from "./payment-form";
import { asObject, declineCodeOf, holdsMoney, integerOf, receivedOf, textOf, type WireObject } from "./wire-object";

/** Translates a PaymentIntent; null where it lacks what an inquiry stands on. `raw` is its text on the wire. */
export function observe(intent: WireObject, raw: string): ObservedObject | null {
  const reference = textOf(intent, "id");
  const processorStatus = textOf(intent, "status");
  if (reference === null || processorStatus === null) return null;
  const error = asObject(intent.last_payment_error);
  const state = holdsMoney(intent) ? "succeeded" : stateOf(processorStatus, error !== null);
  const received = state === "succeeded" ? receivedOf(intent) : null;
  if (state === "succeeded" && received === null) return null;
  const createdS = integerOf(intent, "created");
  return {
    reference,
    attemptId: textOf(asObject(intent.metadata), ATTEMPT_METADATA),
    state,
    received,
    amount: integerOf(intent, "amount"),
    currency: textOf(intent, "currency")?.toUpperCase() ?? null,
    paymentMethod: textOf(intent, "payment_method") ?? textOf(asObject(intent.payment_method), "id"),
    processorStatus,
    declineCode: state === "declined" ? declineCodeOf(error) : null,
    requiresAction: processorStatus === "requires_action",
    createdAt: createdS === null ? null : new Date(createdS * 1_000),
    body: maskSecrets(raw),
  };
}

/** The states of the contract's section 6. A status that nobody knows yet is waited for, never acted on. */
function stateOf(status: string, hasError: boolean): ObservedObject["state"] {
  if (status === "succeeded" || status === "canceled") return status;
  if (status === "requires_payment_method" && hasError) return "declined";
  return status.startsWith("requires_") ? "requires_cancel" : "processing";
}
