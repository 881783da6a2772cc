import type { ApiAnswer } from "@/lib/contract/api-answer";
import { containsCardNumber, isCardNumber } from "@/lib/contract/card-number";
import { parseIdempotencyKey } from "@/lib/contract/idempotency-key-header";
import { IDEMPOTENCY_DOCS } from "@/lib/contract/idempotency-policy";
import { parseCreatePaymentBody } from "@/lib/contract/payment";
import { parsePrefer } from "@/lib/contract/prefer-header";
import { ProblemError } from "@/lib/errors";
import { createPayment } from "@/lib/payments/create-payment";
import type { MerchantCall } from "./api-route";
import { asProblem, withHeaders } from "./problem-answer";
import { readJsonBody } from "./read-json-body";
import { NoQuery, readQuery } from "./read-query";

const KEY_DOCS = `<${IDEMPOTENCY_DOCS}>; rel="describedby"`;

/** `POST /api/v1/payments`: refusals of the header and the body first, then the one verb. */
export async function postPayment(call: MerchantCall): Promise<ApiAnswer> {
  const { headers } = call.request;
  const sentKey = headers.get("idempotency-key");
  if (sentKey !== null && isCardNumber(sentKey)) throw new ProblemError("card_number_not_accepted", "The Idempotency-Key is a card number. Use a random key.");
  const parsed = parseIdempotencyKey(sentKey);
  if (!parsed.ok) {
    throw new ProblemError(parsed.code, parsed.detail, { headers: parsed.code === "idempotency_key_missing" ? { Link: KEY_DOCS } : {} });
  }
  // The client's own spelling, quoted or bare: it compares what it gets with what it sent.
  const echo = { "Idempotency-Key": sentKey ?? parsed.key };
  try {
    readQuery(call.url.searchParams, NoQuery);
    const sent = await readJsonBody(call.request);
    const body = bodyOf(sent);
    const answer = await createPayment({ merchant: call.merchant, key: parsed.key, body, sent, prefer: parsePrefer(headers.get("prefer")), requestId: call.requestId });
    return { ...answer, headers: { ...answer.headers, ...echo } };
  } catch (error) {
    throw withHeaders(asProblem(error, call.requestId), echo);
  }
}

function bodyOf(sent: unknown) {
  if (containsCardNumber(sent)) throw new ProblemError("card_number_not_accepted");
  const parsed = parseCreatePaymentBody(sent);
  if (!parsed.ok) throw new ProblemError("invalid_request", undefined, { errors: parsed.errors });
  return parsed.body;
}
