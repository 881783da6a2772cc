import type { AnswerMode, Policy } from "@/lib/contract/merchant";
import { query } from "@/lib/db/query";

export type ApiKeyRow = {
  apiKeyId: string;
  hash: Buffer;
  expiresAt: Date | null;
  revokedAt: Date | null;
  merchantId: string;
  name: string;
  policy: Policy;
  answer: AnswerMode;
  uniqueReference: boolean;
  resultRetentionS: number;
  stuckAfterMs: number | null;
};

/** The key with this SHA-256, and whose it is. The hash is all that the caller brings, so no merchant stands in the WHERE. */
export async function findApiKey(hash: Buffer): Promise<ApiKeyRow | null> {
  const [row] = await query<ApiKeyRow>(
    "find_api_key",
    `SELECT k.id AS "apiKeyId", k.hash, k.expires_at AS "expiresAt", k.revoked_at AS "revokedAt", m.id AS "merchantId", m.name, m.policy, m.answer,
       m.unique_reference AS "uniqueReference", m.result_retention_s AS "resultRetentionS", m.stuck_after_ms AS "stuckAfterMs"
     FROM api_keys k JOIN merchants m ON m.id = k.merchant_id
     WHERE k.hash = $1 LIMIT 1`,
    [hash],
  );
  return row ?? null;
}

/** Notes that keys of one merchant were used; housekeeping, so the newest writer wins. */
export async function markApiKeysUsed(merchantId: string, apiKeyIds: readonly string[], at: Date): Promise<void> {
  await query(
    "mark_api_keys_used",
    "UPDATE api_keys SET last_used_at = $3 WHERE merchant_id = $1 AND id = ANY($2::uuid[]) AND (last_used_at IS NULL OR last_used_at < $3)",
    [merchantId, apiKeyIds, at],
  );
}
