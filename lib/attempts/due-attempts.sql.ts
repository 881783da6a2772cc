import { query } from "@/lib/db/query";

export type DueAttempt = {
  merchant_id: string; id: string; operation_id: string; connection_id: string; status: "queued" | "dispatched" | "unknown" | "failed";
};

/** Waits for the worker to send it: queued, or the newest attempt of a payment that stays pending between two sends. */
const WAITS_FOR_SENDING = "(a.status = 'queued' OR (a.status = 'failed' AND p.status = 'pending' AND a.number = p.attempt_count))";
const DUE = `
  SELECT a.merchant_id, a.id, a.operation_id, a.connection_id, a.status
  FROM attempts a JOIN payments p ON p.merchant_id = a.merchant_id AND p.id = a.operation_id`;

/** Attempts whose send is due. Read without locks; taking one is a write of its own. Serves attempts_due, which holds open work only. */
export async function dueSends(limit: number): Promise<DueAttempt[]> {
  return query<DueAttempt>("due_sends", `${DUE} WHERE a.next_check_at <= now() AND ${WAITS_FOR_SENDING} ORDER BY a.next_check_at LIMIT $1`, [limit]);
}

/**
 * Open attempts whose next look is due, and failed ones that are looked up once more. Connections that are being asked
 * already are left out, or the backlog of one that hangs would fill every round.
 */
export async function dueLooks(limit: number, busyConnections: readonly string[]): Promise<DueAttempt[]> {
  return query<DueAttempt>("due_looks", `${DUE}
    WHERE a.next_check_at <= now() AND (a.inquiry_until IS NULL OR a.inquiry_until <= now())
      AND NOT ${WAITS_FOR_SENDING} AND a.connection_id <> ALL($2::uuid[])
    ORDER BY a.next_check_at LIMIT $1`, [limit, [...busyConnections]]);
}

/** Puts a look off where nothing could be done about it now (its connection is gone, the processor was just asked). */
export async function putOff(merchantId: string, attemptIds: readonly string[], ms: number): Promise<void> {
  await query("put_off_attempts", `
    UPDATE attempts SET next_check_at = now() + $3::int * interval '1 ms'
    WHERE merchant_id = $1 AND id = ANY($2::uuid[]) AND next_check_at <= now()`, [merchantId, [...attemptIds], ms]);
}
