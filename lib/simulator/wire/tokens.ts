import type { PaymentError } from "../intent";

/** What a payment method does when it is charged. */
export type TokenEffect = { kind: "pays" } | { kind: "declines"; error: PaymentError } | { kind: "needs_action" } | { kind: "missing" };

function declines(code: string, declineCode: string | null, message: string): TokenEffect {
  return { kind: "declines", error: { type: "card_error", code, ...(declineCode ? { decline_code: declineCode } : {}), message } };
}

/** Stripe's documented test payment methods and what they are for; `pm_card_X` and `tok_X` name the same card. */
const EFFECTS: Readonly<Record<string, TokenEffect>> = {
  chargeDeclined: declines("card_declined", "generic_decline", "Your card was declined."),
  chargeDeclinedInsufficientFunds: declines("card_declined", "insufficient_funds", "Your card has insufficient funds."),
  chargeDeclinedLostCard: declines("card_declined", "lost_card", "Your card was declined."),
  chargeDeclinedStolenCard: declines("card_declined", "stolen_card", "Your card was declined."),
  chargeDeclinedFraudulent: declines("card_declined", "fraudulent", "Your card was declined."),
  chargeDeclinedExpiredCard: declines("expired_card", null, "Your card has expired."),
  chargeDeclinedIncorrectCvc: declines("incorrect_cvc", null, "Your card's security code is incorrect."),
  chargeDeclinedProcessingError: declines("processing_error", null, "An error occurred while processing your card. Try again in a little bit."),
  visa_chargeDeclined: declines("card_declined", "generic_decline", "Your card was declined."),
  visa_chargeDeclinedInsufficientFunds: declines("card_declined", "insufficient_funds", "Your card has insufficient funds."),
  authenticationRequired: { kind: "needs_action" },
  authenticationRequiredOnSetup: { kind: "needs_action" },
  threeDSecure2Required: { kind: "needs_action" },
  threeDSecureRequired: { kind: "needs_action" },
};

/** `pm_missing…` and `pm_card_missing…` stand for payment methods that don't exist; every other one pays. */
export function effectOf(paymentMethod: string): TokenEffect {
  const match = /^(?:pm_card_|pm_|tok_)(.+)$/.exec(paymentMethod);
  const name = match?.[1];
  if (name === undefined || name.startsWith("missing")) return { kind: "missing" };
  return EFFECTS[name] ?? { kind: "pays" };
}

/** What `error_on_requires_action` turns a customer's step into. */
export const AUTHENTICATION_REQUIRED: PaymentError = {
  type: "card_error",
  code: "authentication_required",
  decline_code: "authentication_required",
  message: "Your card was declined. This transaction requires authentication.",
};
