import { query } from "@/lib/db/query";

/**
 * Erases stored answers past their retention, at most `limit`; the key itself stays for ever. An unfinished key has no
 * expiry, so none is touched. Serves idempotency_keys_expiry.
 */
export async function eraseExpiredAnswers(limit: number): Promise<number> {
  const rows = await query("erase_expired_answers", `
    WITH due AS (
      SELECT merchant_id, key FROM idempotency_keys WHERE expires_at <= now() AND answer_body IS NOT NULL LIMIT $1)
    UPDATE idempotency_keys k SET answer_body = NULL FROM due
    -- An answer that was replaced meanwhile has a new expiry.
    WHERE k.merchant_id = due.merchant_id AND k.key = due.key AND k.expires_at <= now()
    RETURNING k.key`, [limit]);
  return rows.length;
}
