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

/** When the next look is due (null: never again), and whether this one counts as a step of the schedule. */
export type NextLook = { inMs: number | null; counts: boolean };

/**
 * Ends an inquiry: whoever waits for it sees it gone. The next look is set where the attempt is still the one that was
 * judged: a fence raised meanwhile says that somebody took or closed it and set the next look themselves.
 */
export async function finishInquiry(merchantId: string, claim: ClaimedInquiry, fence: number, next: NextLook | "keep"): Promise<void> {
  const look = next === "keep" ? null : next;
  await query("finish_inquiry", `
    UPDATE attempts SET inquiry_until = NULL,
      check_count = CASE WHEN $5::boolean AND fence = $4 THEN check_count + 1 ELSE check_count END,
      next_check_at = CASE WHEN $6::boolean AND fence = $4 THEN now() + $7::bigint * interval '1 ms' ELSE next_check_at END
    WHERE merchant_id = $1 AND id = $2 AND inquiry_started_at = $3`,
  [merchantId, claim.id, claim.asked_at, fence, look?.counts ?? false, look !== null, look?.inMs ?? null]);
}

/** Is an inquiry under way, and when did the last one start? Serves the primary key. */
export async function inquiryState(merchantId: string, attemptId: string): Promise<{ underway: boolean; startedAt: Date | null }> {
  const [row] = await query<{ underway: boolean; started_at: Date | null }>("inquiry_state", `
    SELECT coalesce(inquiry_until > now(), false) AS underway, inquiry_started_at AS started_at FROM attempts WHERE merchant_id = $1 AND id = $2`,
  [merchantId, attemptId]);
  return { underway: row?.underway ?? false, startedAt: row?.started_at ?? null };
}
