import type { AttemptStatus, PaymentStatus } from "@/lib/db/generated/client";
import { query } from "@/lib/db/query";

/** A key that was claimed before, with what decides the answer to a duplicate. */
export type ClaimedKey = {
  operation_id: string; fingerprint: string; fingerprint_version: string; request_id: string; created_at: Date;
  answer_status: number | null; answer_code: string | null; answer_body: string | null; answered_at: Date | null; expires_at: Date | null;
  status: PaymentStatus; version: number; failure_code: string | null; resolved_at: Date | null; attempt_count: number;
  attempt_id: string; attempt_status: AttemptStatus; connection_id: string; lease_live: boolean;
};

/** One statement by primary keys: most duplicates need nothing else. The newest attempt by its unique (merchant, operation, number). */
const READ = `
SELECT k.operation_id, k.fingerprint, k.fingerprint_version, k.request_id, k.created_at, k.answer_status, k.answer_code, k.answer_body, k.answered_at, k.expires_at,
  p.status, p.version, p.failure_code, p.resolved_at, p.attempt_count,
  a.id AS attempt_id, a.status AS attempt_status, a.connection_id, coalesce(a.lease_expires_at > now(), false) AS lease_live
FROM idempotency_keys k
JOIN payments p ON p.merchant_id = k.merchant_id AND p.id = k.operation_id
JOIN LATERAL (SELECT * FROM attempts WHERE merchant_id = p.merchant_id AND operation_id = p.id ORDER BY number DESC LIMIT 1) a ON true
WHERE k.merchant_id = $1 AND k.key = $2`;

export async function readClaimedKey(merchantId: string, key: string): Promise<ClaimedKey | null> {
  const [row] = await query<ClaimedKey>("read_claimed_key", READ, [merchantId, key]);
  return row ?? null;
}
