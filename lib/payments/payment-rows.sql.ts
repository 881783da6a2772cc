import type { AttemptFacts, PaymentFacts, SendFacts } from "@/lib/contract/payment";
import { type Queryable, query } from "@/lib/db/query";

/**
 * The newest of each are shown: a client that repeats a proven failure for days adds a send every time, and a payment
 * must stay readable.
 */
const ATTEMPTS_MAX = 50;
const SENDS_MAX = 100;

/** One payment with everything its presenter reads. */
export type PaymentRows = {
  payment: PaymentFacts & { version: number; openSince: Date | null };
  attempts: AttemptFacts[];
  sends: SendFacts[];
};

const PAYMENT = `p.id, p.status, p.amount, p.currency, p.payment_method AS "paymentMethod", p.reference, p.description, p.metadata,
  p.idempotency_key AS "idempotencyKey", p.processor, p.processor_reference AS "processorReference", p.decline_code AS "declineCode",
  p.failure_code AS "failureCode", p.created_at AS "createdAt", p.updated_at AS "updatedAt", p.version, p.open_since AS "openSince"`;

// One statement and so one snapshot: a payment and its attempts are of the same version.
// Attempts by their unique index, sends by their primary key; laterals keep both bounded.
const CHILDREN = `
  LEFT JOIN LATERAL (
    SELECT id, number, status, processor_key, processor_reference, started_at, finished_at FROM attempts
    WHERE merchant_id = p.merchant_id AND operation_id = p.id ORDER BY number DESC LIMIT ${ATTEMPTS_MAX}
  ) a ON true
  LEFT JOIN LATERAL (
    SELECT number, at, finished_at, outcome, code FROM sends
    WHERE merchant_id = p.merchant_id AND attempt_id = a.id ORDER BY number DESC LIMIT ${SENDS_MAX}
  ) s ON true`;
const CHILD_COLUMNS = `a.id AS "attemptId", a.number AS "attemptNumber", a.status AS "attemptStatus", a.processor_key AS "processorKey",
  a.processor_reference AS "attemptReference", a.started_at AS "startedAt", a.finished_at AS "attemptFinishedAt",
  s.number AS "sendNumber", s.at AS "sentAt", s.finished_at AS "sendFinishedAt", s.outcome, s.code`;

type FlatRow = PaymentRows["payment"] & {
  attemptId: string | null;
  attemptNumber: number;
  attemptStatus: AttemptFacts["status"];
  processorKey: string;
  attemptReference: string | null;
  startedAt: Date | null;
  attemptFinishedAt: Date | null;
  sendNumber: number | null;
  sentAt: Date;
  sendFinishedAt: Date | null;
  outcome: SendFacts["outcome"];
  code: string | null;
};

/** One payment of a merchant, or null. */
export async function readPaymentRows(merchantId: string, paymentId: string, on?: Queryable): Promise<PaymentRows | null> {
  const rows = await query<FlatRow>(
    "payment_rows_one",
    `SELECT ${PAYMENT}, ${CHILD_COLUMNS} FROM payments p ${CHILDREN} WHERE p.merchant_id = $1 AND p.id = $2`,
    [merchantId, paymentId], on,
  );
  return gather(rows)[0] ?? null;
}

/** The payments with these ids, newest first. */
export async function readPaymentRowsOf(merchantId: string, paymentIds: readonly string[]): Promise<PaymentRows[]> {
  if (paymentIds.length === 0) return [];
  const rows = await query<FlatRow>(
    "payment_rows_many",
    `SELECT ${PAYMENT}, ${CHILD_COLUMNS} FROM payments p ${CHILDREN} WHERE p.merchant_id = $1 AND p.id = ANY($2::uuid[])`,
    [merchantId, paymentIds],
  );
  return gather(rows).toSorted((a, b) => (a.payment.id < b.payment.id ? 1 : -1));
}

/** Rows of the join, back into payments with their attempts and sends. */
function gather(rows: readonly FlatRow[]): PaymentRows[] {
  const found = new Map<string, PaymentRows>();
  const attempts = new Set<string>();
  for (const row of rows) {
    let one = found.get(row.id);
    if (!one) found.set(row.id, (one = { payment: row, attempts: [], sends: [] }));
    if (row.attemptId === null) continue;
    if (!attempts.has(row.attemptId)) {
      attempts.add(row.attemptId);
      one.attempts.push({
        id: row.attemptId, number: row.attemptNumber, status: row.attemptStatus, processorKey: row.processorKey,
        processorReference: row.attemptReference, startedAt: row.startedAt, finishedAt: row.attemptFinishedAt,
      });
    }
    if (row.sendNumber === null) continue;
    one.sends.push({ attemptId: row.attemptId, number: row.sendNumber, at: row.sentAt, finishedAt: row.sendFinishedAt, outcome: row.outcome, code: row.code });
  }
  return [...found.values()];
}
