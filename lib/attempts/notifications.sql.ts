import { query } from "@/lib/db/query";

export type DueNotification = {
  merchant_id: string; connection_id: string; event_id: string; type: string; object_reference: string | null; attempt_id: string | null; tries: number;
};

/** Stored and not yet acted on, oldest first. Read without locks: acting twice on one is harmless. Serves notifications_due. */
export async function dueNotifications(limit: number): Promise<DueNotification[]> {
  return query<DueNotification>("due_notifications", `
    SELECT merchant_id, connection_id, event_id, type, object_reference, attempt_id, tries FROM notifications
    WHERE processed_at IS NULL AND due_at <= now() ORDER BY due_at LIMIT $1`, [limit]);
}

/** Takes one for so long: another worker leaves it alone until then. False where it is taken or done. */
export async function takeNotification(row: DueNotification, forMs: number): Promise<boolean> {
  const taken = await query("take_notification", `
    UPDATE notifications SET due_at = now() + $4::int * interval '1 ms', tries = tries + 1
    WHERE merchant_id = $1 AND connection_id = $2 AND event_id = $3 AND processed_at IS NULL AND due_at <= now() AND tries = $5
    RETURNING event_id`, [row.merchant_id, row.connection_id, row.event_id, forMs, row.tries]);
  return taken.length === 1;
}

export async function endNotification(row: DueNotification, conclusion: string): Promise<void> {
  await query("end_notification", `
    UPDATE notifications SET processed_at = now(), conclusion = $4
    WHERE merchant_id = $1 AND connection_id = $2 AND event_id = $3 AND processed_at IS NULL`, [row.merchant_id, row.connection_id, row.event_id, conclusion]);
}

/** The attempt a notification speaks of: by our id in its metadata, else by the processor's id of the object. */
export async function attemptOfNotification(row: DueNotification): Promise<{ id: string; connection_id: string } | null> {
  const [attempt] = row.attempt_id
    ? await query<{ id: string; connection_id: string }>("attempt_by_id", "SELECT id, connection_id FROM attempts WHERE merchant_id = $1 AND id = $2", [row.merchant_id, row.attempt_id])
    // Serves payments_by_processor_reference.
    : await query<{ id: string; connection_id: string }>("attempt_by_reference", `
        SELECT a.id, a.connection_id FROM payments p JOIN attempts a ON a.merchant_id = p.merchant_id AND a.operation_id = p.id AND a.processor_reference = $2
        WHERE p.merchant_id = $1 AND p.processor_reference = $2 LIMIT 1`, [row.merchant_id, row.object_reference]);
  return attempt ?? null;
}
