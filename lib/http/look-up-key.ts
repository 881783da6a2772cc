import { z } from "zod";
import { type ApiAnswer, JSON_TYPE } from "@/lib/contract/api-answer";
import { isCardNumber } from "@/lib/contract/card-number";
import { checkKey, spellKey } from "@/lib/contract/idempotency-key-header";
import { ProblemError } from "@/lib/errors";
import { lookUpKey } from "@/lib/payments/look-up-key";
import type { MerchantCall } from "./api-route";
import { asProblem, withHeaders } from "./problem-answer";
import { NoQuery, readQuery } from "./read-query";

const KeyQuery = z.strictObject({ key: z.string("is missing: ?key= or the path names the key") });

/** `GET /api/v1/idempotency-keys/{key}` */
export async function readKeyOfPath(call: MerchantCall): Promise<ApiAnswer> {
  readQuery(call.url.searchParams, NoQuery);
  return answerAbout(call, decoded(call.caught));
}

/** `GET /api/v1/idempotency-keys?key=`, for keys that a path can't hold: `.`, `/` and their like. */
export async function readKeyOfQuery(call: MerchantCall): Promise<ApiAnswer> {
  return answerAbout(call, readQuery(call.url.searchParams, KeyQuery).key);
}

async function answerAbout(call: MerchantCall, asked: string): Promise<ApiAnswer> {
  if (isCardNumber(asked)) throw new ProblemError("card_number_not_accepted");
  const checked = checkKey(asked);
  if (!checked.ok) throw new ProblemError(checked.code, checked.detail);
  const echo = { "Idempotency-Key": spellKey(asked) };
  try {
    const record = await lookUpKey(call.merchant, asked);
    if (!record) throw new ProblemError("idempotency_key_not_found");
    const expires: Record<string, string> = record.expiresAt === null ? {} : { "Idempotency-Expires": record.expiresAt };
    return { status: 200, body: JSON.stringify(record), contentType: JSON_TYPE, headers: { ...echo, ...expires } };
  } catch (error) {
    throw withHeaders(asProblem(error, call.requestId), echo);
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ProblemError("idempotency_key_invalid", "The path is not percent-encoded UTF-8.");
  }
}
