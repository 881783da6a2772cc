import type { ProblemCode } from "../problem-codes";
import { CREATE_CASES, exampleProblem, type ProblemCase } from "./answers";

const CREATE = "/api/v1/payments";
const ONE = "/api/v1/payments/pay_01kb4n6t3v8w9x0y1z2a3b4c5d";

/** What a code means, in a sentence or two; what to do about it is the table's `help`. */
const MEANS: Readonly<Record<ProblemCode, string>> = {
  idempotency_key_missing: "A payment is only created under a key that you choose, so that sending it twice can't charge twice. Nothing was stored.",
  idempotency_key_invalid: "The key was empty, too long, held other characters than visible ASCII, or more than one was sent. Nothing was stored.",
  invalid_request: "A field of the body or a parameter of the query string is missing, unknown or out of bounds. Nothing was stored.",
  invalid_json: "The body is not one JSON text in UTF-8. Nothing was stored.",
  card_number_not_accepted: "Something in the request looks like a card number: 13 to 19 digits, valid by their check digit and in an issued range. It was not stored, logged or echoed.",
  processor_rejected: "The processor understood the request and found it wrong, for instance because it does not know the payment method. It is certain that no money moved, and the answer is kept: the same key gets it again.",
  notification_refused: "A message to a connection's notification path was not signed with that connection's secret, was signed too long ago, or was no event.",
  unauthorized: "The request carries no API key, or one that is unknown, revoked or past its rotation.",
  payment_declined: "The issuer or the processor said no to this payment. The problem carries the payment.",
  forbidden: "You are signed in, but your role does not include this.",
  not_found: "No endpoint has this path.",
  payment_not_found: "None of your payments has this id.",
  idempotency_key_not_found: "No request with this key has stored anything. If you sent one and it was refused, the key is still free.",
  method_not_allowed: "The path exists, the method does not.",
  idempotency_key_in_use: "Another request with this key is being worked on, and it took longer than this one waited. Only under the policy replay.",
  payment_already_completed: "The payment that this key created succeeded. Only under the policy conflict, where 409 means: the work is done.",
  idempotency_result_expired: "The payment is final, and the answer that was stored for duplicates is past its retention. The key stays known for ever and is never executed again.",
  payment_contradicted: "We learned two things about this payment's money that can't both be true, such as a charge after a proof that there was none. People are looking at it.",
  reference_in_use: "Your merchant asks for unique references, and another payment with this one is pending, unknown, succeeded or contradicted. Nothing was stored under this key.",
  state_changed: "Somebody or something changed it between your reading and your writing.",
  payment_resolved: "The payment was contradicted, and operators resolved it as failed.",
  body_too_large: "The body exceeds the limit, whatever its length was declared as. Nothing was stored.",
  unsupported_media_type: "The body is not declared as JSON in UTF-8, or it is compressed. Nothing was stored.",
  idempotency_key_reused: "The key belongs to a request with another body. This is told before anything else about the key, also while the first is under way. Values are never shown.",
  rate_limited: "This API key has used up its share of this second. Nothing was stored.",
  internal_error: "A mistake of ours. If a payment was stored under the key, it is finished without you; the same key never charges twice.",
  processor_unavailable: "It is certain that the processor did not act on the request: it was not reached, or it refused before acting.",
  processor_misconfigured: "The processor refused the credentials of your merchant's connection, so it did not act on the request.",
  storage_unavailable: "The database did not answer. Where a payment may have been stored all the same, it is finished without you.",
};

const CASES: Readonly<Partial<Record<ProblemCode, ProblemCase>>> = Object.fromEntries(Object.values(CREATE_CASES).toReversed().map((one) => [one.code, one]));
const ERRORS: Readonly<Partial<Record<ProblemCode, { pointer: string; detail: string }[]>>> = {
  invalid_request: [{ pointer: "/amount", detail: "is at least 1" }, { pointer: "/metadata/cart", detail: "has 0 to 500 characters" }],
};

type ProblemGuide = { means: string; example: unknown };

/** What the page of a code shows. */
export function problemGuide(code: ProblemCode): ProblemGuide {
  const one = CASES[code] ?? { code };
  return { means: MEANS[code], example: exampleProblem({ ...one, errors: ERRORS[code] }, code === "payment_not_found" ? ONE : CREATE) };
}
