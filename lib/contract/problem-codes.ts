/**
 * Every problem that the API can answer with: one table from code to status, title and what to do.
 * `type` of a problem is `<public url>/docs/problems/<code>`; the pages are made from this table.
 */
export const PROBLEMS = {
  idempotency_key_missing: { status: 400, title: "The Idempotency-Key header is missing", help: "Send an Idempotency-Key header with a value that is unique to this payment, and the same again when you retry it." },
  idempotency_key_invalid: { status: 400, title: "The Idempotency-Key header can't be used", help: "Send one Idempotency-Key header with 1 to 255 visible ASCII characters, quoted or bare." },
  invalid_request: { status: 400, title: "The request is not valid", help: "Mend the fields that `errors` names and send again with the same key: nothing was stored." },
  invalid_json: { status: 400, title: "The body is not JSON", help: "Send one JSON object in UTF-8." },
  card_number_not_accepted: { status: 400, title: "Card numbers are not accepted", help: "Send a processor's token (pm_…, tok_…) instead. Nothing was stored." },
  processor_rejected: { status: 400, title: "The processor found the request itself wrong", help: "Mend what the processor complains of and send the corrected body with a new key. No money moved." },
  notification_refused: { status: 400, title: "The notification was refused", help: "Check the signing secret of this connection and the clock of both sides." },
  unauthorized: { status: 401, title: "The API key is missing or not valid", help: "Send Authorization: Bearer lk_… with a key that is not revoked." },
  payment_declined: { status: 402, title: "The payment was declined", help: "No money moved. `declineCode` of the payment says why." },
  forbidden: { status: 403, title: "Not allowed", help: "Your role does not allow this." },
  not_found: { status: 404, title: "Nothing here", help: "Check the path." },
  payment_not_found: { status: 404, title: "No such payment", help: "Check the id. Payments of other merchants look like this too." },
  idempotency_key_not_found: { status: 404, title: "That idempotency key was never claimed", help: "Nothing was sent under it: the key is free to use." },
  method_not_allowed: { status: 405, title: "That method is not allowed here", help: "The Allow header lists the methods of this path." },
  idempotency_key_in_use: { status: 409, title: "The first request with this key is still under way", help: "Send the same request with the same key after Retry-After." },
  payment_already_completed: { status: 409, title: "The payment is done", help: "Stop retrying: the work is done. Location is the payment." },
  idempotency_result_expired: { status: 409, title: "The stored answer has expired", help: "The payment is final and is never executed again under this key. Read the payment for its status." },
  payment_contradicted: { status: 409, title: "Two facts about this payment's money cannot both hold", help: "Retry neither with this key nor with a new one. Operators are looking at it." },
  reference_in_use: { status: 409, title: "Another payment holds this reference", help: "Read the payment that paymentId names before you charge again." },
  state_changed: { status: 409, title: "It changed meanwhile", help: "Read it again and decide on what it is now." },
  payment_resolved: { status: 410, title: "An operator resolved this payment as failed", help: "It is never executed again under this key. A new key is safe." },
  body_too_large: { status: 413, title: "The body is too large", help: "A body may have 64 KiB." },
  unsupported_media_type: { status: 415, title: "The body is not declared as JSON", help: "Send Content-Type: application/json." },
  idempotency_key_reused: { status: 422, title: "This key was used with another body", help: "Use a new key for a new payment; `differs` names the fields that differ." },
  rate_limited: { status: 429, title: "Too many requests", help: "Wait for Retry-After, then send the same request with the same key. Nothing was stored." },
  internal_error: { status: 500, title: "Something broke here", help: "Send the same request with the same key again: it is never charged twice. Quote the requestId to the operators." },
  processor_unavailable: { status: 503, title: "The processor was not reached", help: "No money moved. Send the same request with the same key after Retry-After." },
  processor_misconfigured: { status: 503, title: "The processor refused our credentials", help: "No money moved. Operators are alerted; send the same request with the same key after Retry-After." },
  storage_unavailable: { status: 503, title: "The database can't be reached", help: "Send the same request with the same key after Retry-After." },
} as const satisfies Record<string, { status: number; title: string; help: string }>;

export type ProblemCode = keyof typeof PROBLEMS;
