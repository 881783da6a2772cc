import type { ReconciliationRun, ReconciliationRunItem } from "@/lib/db/generated/client";
import { type Queryable, query } from "@/lib/db/query";

export type NewRun = Pick<ReconciliationRun, "merchantId" | "id" | "requestedBy" | "reason" | "startedAt"> & { paymentIds: readonly string[] };

/** Stores a run and an item for each payment of the merchant among the ids; returns how many those are. */
export async function insertRun(on: Queryable, run: NewRun): Promise<number> {
  const items = await query("insert_run_items", `
    INSERT INTO reconciliation_run_items (merchant_id, run_id, payment_id, status, status_before)
    SELECT p.merchant_id, $2, p.id, CASE WHEN p.status IN ('pending', 'unknown', 'contradicted') THEN 'waiting' ELSE 'skipped' END, p.status
    FROM payments p WHERE p.merchant_id = $1 AND p.id = ANY($3::uuid[]) RETURNING payment_id`, [run.merchantId, run.id, [...run.paymentIds]], on);
  await query("insert_run", `
    INSERT INTO reconciliation_runs (merchant_id, id, requested_by, reason, selection, total, started_at) VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7)`,
  [run.merchantId, run.id, run.requestedBy, run.reason, JSON.stringify({ paymentIds: run.paymentIds.length }), items.length, run.startedAt], on);
  return items.length;
}

export type RunningRun = { merchant_id: string; id: string; requested_by: string };

export async function runningRuns(limit: number): Promise<RunningRun[]> {
  return query<RunningRun>("running_runs", "SELECT merchant_id, id, requested_by FROM reconciliation_runs WHERE status = 'running' ORDER BY started_at LIMIT $1", [limit]);
}

export type TakenItem = { payment_id: string };

/** Takes items of a run for so long; those of a worker that died are taken again. Serves reconciliation_run_items_waiting. */
export async function takeItems(merchantId: string, runId: string, limit: number, forMs: number): Promise<TakenItem[]> {
  return query<TakenItem>("take_run_items", `
    UPDATE reconciliation_run_items i SET status = 'asking', claimed_until = now() + $4::int * interval '1 ms', asked_at = now()
    FROM (SELECT payment_id FROM reconciliation_run_items WHERE merchant_id = $1 AND run_id = $2
        AND (status = 'waiting' OR (status = 'asking' AND claimed_until <= now())) LIMIT $3) due
    WHERE i.merchant_id = $1 AND i.run_id = $2 AND i.payment_id = due.payment_id
      AND (i.status = 'waiting' OR (i.status = 'asking' AND i.claimed_until <= now()))
      -- Nothing starts after an abort.
      AND EXISTS (SELECT 1 FROM reconciliation_runs r WHERE r.merchant_id = $1 AND r.id = $2 AND r.status = 'running')
    RETURNING i.payment_id`, [merchantId, runId, limit, forMs]);
}

export type EndedItem = { paymentId: string; status: "done" | "not_asked"; statusAfter: string; detail: string; tookMs: number | null };

export async function endItem(merchantId: string, runId: string, item: EndedItem): Promise<void> {
  await query("end_run_item", `
    UPDATE reconciliation_run_items SET status = $4, status_after = $5, detail = $6, took_ms = $7, claimed_until = NULL
    WHERE merchant_id = $1 AND run_id = $2 AND payment_id = $3 AND status = 'asking'`,
  [merchantId, runId, item.paymentId, item.status, item.statusAfter, item.detail, item.tookMs]);
}

/** Ends a run that has nothing left to ask; false while it has. */
export async function finishRun(merchantId: string, runId: string, at: Date): Promise<boolean> {
  const rows = await query("finish_run", `
    UPDATE reconciliation_runs SET status = 'finished', finished_at = $3 WHERE merchant_id = $1 AND id = $2 AND status = 'running'
      AND NOT EXISTS (SELECT 1 FROM reconciliation_run_items WHERE merchant_id = $1 AND run_id = $2 AND status IN ('waiting', 'asking'))
    RETURNING id`, [merchantId, runId, at]);
  return rows.length === 1;
}

/** Stops a run: what was not taken yet is never asked. False where it had ended. */
export async function abortRun(on: Queryable, merchantId: string, runId: string, at: Date): Promise<boolean> {
  const rows = await query("abort_run", `
    UPDATE reconciliation_runs SET status = 'aborted', finished_at = $3 WHERE merchant_id = $1 AND id = $2 AND status = 'running' RETURNING id`,
  [merchantId, runId, at], on);
  if (rows.length === 0) return false;
  await query("abort_run_items", `
    UPDATE reconciliation_run_items SET status = 'not_asked', detail = 'The run was aborted before this one was asked.', claimed_until = NULL
    WHERE merchant_id = $1 AND run_id = $2
      -- What a worker has just taken it ends itself; what one took and died with, nobody else would.
      AND (status = 'waiting' OR (status = 'asking' AND claimed_until <= now()))`, [merchantId, runId], on);
  return true;
}

/** Puts what was not asked back to waiting and starts the run again; returns how many. */
export async function reopenRun(on: Queryable, merchantId: string, runId: string): Promise<number> {
  const rows = await query("reopen_run_items", `
    UPDATE reconciliation_run_items SET status = 'waiting', detail = NULL, status_after = NULL, asked_at = NULL, took_ms = NULL, claimed_until = NULL
    WHERE merchant_id = $1 AND run_id = $2 AND (status = 'not_asked' OR (status = 'asking' AND claimed_until <= now())) RETURNING payment_id`, [merchantId, runId], on);
  if (rows.length > 0) {
    await query("reopen_run", "UPDATE reconciliation_runs SET status = 'running', finished_at = NULL WHERE merchant_id = $1 AND id = $2 AND status <> 'running'", [merchantId, runId], on);
  }
  return rows.length;
}

export type ItemWithPayment = ReconciliationRunItem & { amount: bigint; currency: string; idempotencyKey: string | null };

/** A run's items with what the page shows of their payments, newest answer first. Serves the primary key. */
export async function readItems(merchantId: string, runId: string, limit: number): Promise<ItemWithPayment[]> {
  return query<ItemWithPayment>("read_run_items", `
    SELECT i.merchant_id AS "merchantId", i.run_id AS "runId", i.payment_id AS "paymentId", i.status, i.status_before AS "statusBefore",
      i.status_after AS "statusAfter", i.detail, i.claimed_until AS "claimedUntil", i.asked_at AS "askedAt", i.took_ms AS "tookMs",
      p.amount, p.currency, p.idempotency_key AS "idempotencyKey"
    FROM reconciliation_run_items i JOIN payments p ON p.merchant_id = i.merchant_id AND p.id = i.payment_id
    WHERE i.merchant_id = $1 AND i.run_id = $2 ORDER BY i.asked_at DESC NULLS LAST, i.payment_id LIMIT $3`, [merchantId, runId, limit]);
}

export type ItemCount = { status: string; status_after: string | null; count: bigint };

export async function countItems(merchantId: string, runId: string): Promise<ItemCount[]> {
  return query<ItemCount>("count_run_items", `
    SELECT status, status_after, count(*) AS count FROM reconciliation_run_items WHERE merchant_id = $1 AND run_id = $2 GROUP BY status, status_after`,
  [merchantId, runId]);
}
