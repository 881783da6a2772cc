import { type ApiAnswer, JSON_TYPE } from "@/lib/contract/api-answer";
import { idempotencyPolicy } from "@/lib/contract/idempotency-policy";
import { RESULT_RETENTION_DEFAULT_S } from "@/lib/contract/merchant";
import { env } from "@/lib/env";

/** `GET /api/v1/idempotency-policy` and `/.well-known/idempotency`, for anybody. */
export async function readPolicy(): Promise<ApiAnswer> {
  const { LATCHKEY_FRESHNESS_MS: freshnessMs, LATCHKEY_PUBLIC_URL: publicUrl } = env();
  const policy = idempotencyPolicy({ resultRetentionS: RESULT_RETENTION_DEFAULT_S, freshnessMs, publicUrl });
  return { status: 200, body: JSON.stringify(policy), contentType: JSON_TYPE, headers: { "Cache-Control": "no-cache" } };
}
