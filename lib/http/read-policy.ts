import { type ApiAnswer, JSON_TYPE } from "@/lib/contract/api-answer";
import { idempotencyPolicy } from "@/lib/contract/idempotency-policy";
import { env } from "@/lib/env";

/** A merchant's default where nobody chose another: the contract's section 7. */
const RESULT_RETENTION_DEFAULT_S = 86_400;

/** `GET /api/v1/idempotency-policy` and `/.well-known/idempotency`, for anybody. */
export async function readPolicy(): Promise<ApiAnswer> {
  const { LATCHKEY_FRESHNESS_MS: freshnessMs, LATCHKEY_PUBLIC_URL: publicUrl } = env();
  const policy = idempotencyPolicy({ resultRetentionS: RESULT_RETENTION_DEFAULT_S, freshnessMs, publicUrl });
  return { status: 200, body: JSON.stringify(policy), contentType: JSON_TYPE, headers: { "Cache-Control": "no-cache" } };
}
