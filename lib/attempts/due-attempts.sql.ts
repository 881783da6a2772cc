import { query } from "@/lib/db/query";

export type DueAttempt = {
  merchant_id: string; id: string; operation_id: string; connection_id: string; status: "queued" | "dispatched" | "unknown" | "failed"; operation_status: string;
};

/**
 * What the worker has to look at: open attempts whose next look is due, and failed ones that wait for another send or a
 * later look. Read without locks; taking one is a write of its own. Serves attempts_due, which holds open work only.
 */
export async function dueAttempts(limit: number): Promise<DueAttempt[]> {
  return query<DueAttempt>("due_attempts", `
    SELECT a.merchant_id, a.id, a.operation_id, a.connection_id, a.status, p.status AS operation_status
    FROM attempts a JOIN payments p ON p.merchant_id = a.merchant_id AND p.id = a.operation_id
    WHERE a.next_check_at <= now() AND (a.inquiry_until IS NULL OR a.inquiry_until <= now())
    ORDER BY a.next_check_at LIMIT $1`, [limit]);
}

/** Puts a look off where nothing could be done about it now (its connection is gone, the processor was just asked). */
export async function putOff(merchantId: string, attemptIds: readonly string[], ms: number): Promise<void> {
  await query("put_off_attempts", `
    UPDATE attempts SET next_check_at = now() + $3::int * interval '1 ms'
    WHERE merchant_id = $1 AND id = ANY($2::uuid[]) AND next_check_at <= now()`, [merchantId, [...attemptIds], ms]);
}
