import { type ApiAnswer, JSON_TYPE } from "@/lib/contract/api-answer";
import { matchesTag, paymentTag } from "@/lib/contract/entity-tag";
import { parsePrefer } from "@/lib/contract/prefer-header";
import { ProblemError } from "@/lib/errors";
import { decodeId } from "@/lib/id";
import { awaitSettlement } from "@/lib/payments/await-settlement";
import { getPayment } from "@/lib/payments/get-payment";
import type { MerchantCall } from "./api-route";
import { NoQuery, readQuery } from "./read-query";

/** `GET /api/v1/payments/{id}`, with `If-None-Match` and `Prefer: wait=N`. */
export async function readPayment(call: MerchantCall): Promise<ApiAnswer> {
  readQuery(call.url.searchParams, NoQuery);
  const { headers } = call.request;
  const id = decodeId("payment", call.caught);
  const known = headers.get("if-none-match");
  const first = id === null ? null : await getPayment(call.merchant, id);
  if (id === null || !first) throw new ProblemError("payment_not_found");
  const { waitS } = parsePrefer(headers.get("prefer"));
  const isKnown = known !== null && matchesTag(known, paymentTag(first.version));
  if (!waitS || (known !== null && !isKnown)) return answerWith(first, known);
  await awaitSettlement(call.merchant.id, id, { sinceVersion: isKnown ? first.version : null, waitMs: waitS * 1_000 });
  return answerWith((await getPayment(call.merchant, id)) ?? first, known);
}

type Found = NonNullable<Awaited<ReturnType<typeof getPayment>>>;

function answerWith({ payment, version }: Found, known: string | null): ApiAnswer {
  const tag = paymentTag(version);
  const headers = { ETag: tag, "Cache-Control": "private, no-cache" };
  if (known !== null && matchesTag(known, tag)) return { status: 304, body: null, contentType: JSON_TYPE, headers };
  return { status: 200, body: JSON.stringify(payment), contentType: JSON_TYPE, headers };
}
