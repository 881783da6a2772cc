import type { PaymentRequest } from "../processor";

/** Names of ours in the object's metadata; a merchant's own entries never override them. */
export const ATTEMPT_METADATA = "latchkey_attempt";
const PAYMENT_METADATA = "latchkey_payment";
const REFERENCE_METADATA = "latchkey_reference";
const OURS: ReadonlySet<string> = new Set([ATTEMPT_METADATA, PAYMENT_METADATA, REFERENCE_METADATA]);

/**
 * The form of one create-and-confirm. Order and encoding are fixed, because the text is stored and sent again
 * byte for byte: another order would be "other parameters" to the processor's idempotency check.
 */
export function buildPaymentForm(request: PaymentRequest): string {
  const pairs: [name: string, value: string][] = [
    ["amount", String(request.amount)],
    ["currency", request.currency.toLowerCase()],
    ["confirm", "true"],
    ["error_on_requires_action", "true"],
    ["automatic_payment_methods[enabled]", "true"],
    ["automatic_payment_methods[allow_redirects]", "never"],
    ...paymentMethodPairs(request.paymentMethod),
  ];
  if (request.description !== null) pairs.push(["description", request.description]);
  pairs.push([`metadata[${ATTEMPT_METADATA}]`, request.attemptId], [`metadata[${PAYMENT_METADATA}]`, request.paymentId]);
  if (request.reference !== null) pairs.push([`metadata[${REFERENCE_METADATA}]`, request.reference]);
  for (const [name, value] of merchantMetadata(request)) pairs.push([`metadata[${name}]`, value]);
  return pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value.toWellFormed())}`).join("&");
}

/** A `tok_…` is a card token, which a PaymentIntent takes only as the card of a new payment method. */
function paymentMethodPairs(paymentMethod: string): [string, string][] {
  if (!paymentMethod.startsWith("tok_")) return [["payment_method", paymentMethod]];
  return [
    ["payment_method_data[type]", "card"],
    ["payment_method_data[card][token]", paymentMethod],
  ];
}

function merchantMetadata(request: PaymentRequest): [string, string][] {
  return Object.entries(request.metadata ?? {})
    .filter(([name]) => !OURS.has(name))
    .map(([name, value]): [string, string] => [name.toWellFormed(), value])
    .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
}
