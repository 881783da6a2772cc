import { query } from "@/lib/db/query";

export type ClaimedInquiry = { id: string; operation_id: string; asked_at: Date };

/**
 * Claims the right to ask about attempts: one inquiry at a time each, at most one in `everyMs`, for `forMs` at the
 * longest. It moves no lease. The time is the database's, because proof of absence rests on it.
 * Attempts in flight (a live lease) are not asked about; closed ones only where `closed` says so.
 */
export async function claimInquiries(
  merchantId: string, attemptIds: readonly string[], terms: { everyMs: number; forMs: number; closed: boolean; inFlight: boolean },
): Promise<ClaimedInquiry[]> {
  return query<ClaimedInquiry>("claim_inquiries", `
    UPDATE attempts SET inquiry_started_at = now(), inquiry_until = now() + $3::int * interval '1 ms'
    WHERE merchant_id = $1 AND id = ANY($2::uuid[])
      AND (status = 'unknown' OR (status = 'dispatched' AND ($6::boolean OR lease_expires_at <= now()))
        OR ($5::boolean AND status IN ('failed', 'declined', 'succeeded')))
      AND (inquiry_until IS NULL OR inquiry_until <= now())
      AND (inquiry_started_at IS NULL OR inquiry_started_at <= now() - $4::int * interval '1 ms')
    RETURNING id, operation_id, inquiry_started_at AS asked_at`,
  [merchantId, [...attemptIds], terms.forMs, terms.everyMs, terms.closed, terms.inFlight]);
}

/**
 * Ends an inquiry: whoever waits for it sees it gone, and the next look is set while the attempt is still open (or is
 * one of those looked up again after they failed). `nextCheckInMs` null: no further look.
 */
export async function finishInquiry(merchantId: string, attemptId: string, askedAt: Date, next: { keep: boolean; inMs: number | null }): Promise<void> {
  await query("finish_inquiry", `
    UPDATE attempts SET inquiry_until = NULL,
      check_count = CASE WHEN $4::boolean THEN check_count ELSE check_count + 1 END,
      next_check_at = CASE WHEN $4::boolean THEN next_check_at WHEN status IN ('unknown', 'dispatched', 'failed')
        THEN now() + $5::bigint * interval '1 ms' ELSE NULL END
    WHERE merchant_id = $1 AND id = $2 AND inquiry_started_at = $3`,
  [merchantId, attemptId, askedAt, next.keep, next.inMs]);
}

/** Is an inquiry under way, and when did the last one start? Serves the primary key. */
export async function inquiryState(merchantId: string, attemptId: string): Promise<{ underway: boolean; startedAt: Date | null }> {
  const [row] = await query<{ underway: boolean; started_at: Date | null }>("inquiry_state", `
    SELECT coalesce(inquiry_until > now(), false) AS underway, inquiry_started_at AS started_at FROM attempts WHERE merchant_id = $1 AND id = $2`,
  [merchantId, attemptId]);
  return { underway: row?.underway ?? false, startedAt: row?.started_at ?? null };
}
