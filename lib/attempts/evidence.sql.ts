import { query } from "@/lib/db/query";
import type { NewEvidence } from "./facts";

/** Keeps what an inquiry learnt where it changes nothing of the payment. */
export async function insertEvidence(merchantId: string, operation: { kind: string; id: string }, row: NewEvidence): Promise<void> {
  await query("insert_evidence", `
    INSERT INTO evidence (merchant_id, id, operation_kind, operation_id, attempt_id, source, trigger, conclusion, counts_for_absence,
      processor_reference, http_status, detail, body, actor, asked_at, answered_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
  [merchantId, row.id, operation.kind, operation.id, row.attemptId, row.source, row.trigger, row.conclusion, row.countsForAbsence,
    row.processorReference, row.httpStatus, row.detail, row.body, row.actor, row.askedAt, row.answeredAt]);
}

export type AbsenceEvidence = { conclusion: string; countsForAbsence: boolean; askedAt: Date };

/** Look-ups of one attempt that count towards proof of absence, the newest 50: two far enough apart are enough. */
export async function absenceEvidence(merchantId: string, operationId: string, attemptId: string): Promise<AbsenceEvidence[]> {
  const rows = await query<{ conclusion: string; asked_at: Date }>("absence_evidence", `
    SELECT conclusion, asked_at FROM evidence
    WHERE merchant_id = $1 AND operation_id = $2 AND attempt_id = $3 AND counts_for_absence
    ORDER BY id DESC LIMIT 50`,
  [merchantId, operationId, attemptId]);
  return rows.map((row) => ({ conclusion: row.conclusion, countsForAbsence: true, askedAt: row.asked_at }));
}

/** The newest evidence of one attempt. */
export async function latestEvidence(merchantId: string, operationId: string, attemptId: string): Promise<{ conclusion: string; detail: string; askedAt: Date } | null> {
  const [row] = await query<{ conclusion: string; detail: string; asked_at: Date }>("latest_evidence", `
    SELECT conclusion, detail, asked_at FROM evidence WHERE merchant_id = $1 AND operation_id = $2 AND attempt_id = $3 AND source = 'inquiry'
    ORDER BY id DESC LIMIT 1`,
  [merchantId, operationId, attemptId]);
  return row ? { conclusion: row.conclusion, detail: row.detail, askedAt: row.asked_at } : null;
}
