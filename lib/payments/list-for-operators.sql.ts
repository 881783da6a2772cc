import { TOLD_KEPT_MAX } from "@/lib/contract/console/payment-detail";
import type { PaymentStatusWord } from "@/lib/contract/console/statuses";
import type { Queryable } from "@/lib/db/query";
import { query } from "@/lib/db/query";

/** One payment with what its newest attempt, send and evidence say: everything that a row of the console needs. */
export type OperatorRow = {
  id: string;
  merchantId: string;
  status: PaymentStatusWord;
  amount: bigint;
  currency: string;
  reference: string | null;
  idempotencyKey: string | null;
  processor: string;
  processorReference: string | null;
  declineCode: string | null;
  failureCode: string | null;
  openSince: Date | null;
  createdAt: Date;
  contradiction: string | null;
  attemptNumber: number | null;
  attemptStatus: string | null;
  attemptReference: string | null;
  attemptFailureCode: string | null;
  processorCode: string | null;
  processorField: string | null;
  leaseExpiresAt: Date | null;
  startedAt: Date | null;
  finishedAt: Date | null;
  nextCheckAt: Date | null;
  sendAt: Date | null;
  sendFinishedAt: Date | null;
  sendOutcome: string | null;
  sendCode: string | null;
  sendHttpStatus: number | null;
  /** A send got any answer at all: it reached the processor. */
  answered: boolean;
  evidenceSource: string | null;
  evidenceTrigger: string | null;
  evidenceConclusion: string | null;
  evidenceDetail: string | null;
  evidenceHttpStatus: number | null;
  askedAt: Date | null;
  evidenceAnsweredAt: Date | null;
  absenceCount: number;
  absenceApartMs: number;
  toldCount: number;
};

export type RowFilter = {
  merchantIds: readonly string[];
  status: PaymentStatusWord | null;
  /** Open since before this instant: stuck. */
  openBefore: Date | null;
  /** UUIDs as bounds of time and of the page, both exclusive at the page's end. */
  idFrom: string | null;
  idTo: string | null;
  older: string | null;
  newer: string | null;
  referencePrefix: string | null;
  processor: string | null;
  /** Exact look-ups of the search. */
  ids: readonly string[] | null;
  processorReference: string | null;
  reference: string | null;
  limit: number;
};

export const NO_FILTER: Omit<RowFilter, "merchantIds" | "limit"> = {
  status: null, openBefore: null, idFrom: null, idTo: null, older: null, newer: null, referencePrefix: null, processor: null,
  ids: null, processorReference: null, reference: null,
};

type Clause = [name: string, sql: (parameter: string) => string, value: unknown];

/** Only the clauses that filter, so that each combination is planned on the index that serves it. */
function clausesOf(filter: RowFilter): Clause[] {
  const all: Clause[] = [
    ["st", (p) => `p.status = ${p}::payment_status`, filter.status],
    // Stuck: served by payments_by_status over the two open statuses, of which there are few.
    ["stuck", (p) => `p.status IN ('pending', 'unknown') AND p.open_since < ${p}::timestamptz`, filter.openBefore],
    // Ids are UUIDv7, so a span of time is a range of the primary key.
    ["from", (p) => `p.id >= ${p}::uuid`, filter.idFrom],
    ["to", (p) => `p.id < ${p}::uuid`, filter.idTo],
    ["older", (p) => `(p.merchant_id, p.id) < ($1::uuid, ${p}::uuid)`, filter.older],
    ["newer", (p) => `(p.merchant_id, p.id) > ($1::uuid, ${p}::uuid)`, filter.newer],
    // ^@ is "begins with": right under every collation, and an index range of payments_by_reference under C.
    ["refp", (p) => `p.reference ^@ ${p}`, filter.referencePrefix],
    ["proc", (p) => `p.processor = ${p}`, filter.processor],
    ["ids", (p) => `p.id = ANY(${p}::uuid[])`, filter.ids],
    ["pref", (p) => `p.processor_reference = ${p}`, filter.processorReference],
    ["ref", (p) => `p.reference = ${p}`, filter.reference],
  ];
  return all.filter(([, , value]) => value !== null);
}

const COLUMNS = `
  p.id, p.merchant_id AS "merchantId", p.status, p.amount, p.currency, p.reference, p.idempotency_key AS "idempotencyKey", p.processor,
  p.processor_reference AS "processorReference", p.decline_code AS "declineCode", p.failure_code AS "failureCode",
  p.open_since AS "openSince", p.created_at AS "createdAt", d.detail AS contradiction,
  a.number AS "attemptNumber", a.status AS "attemptStatus", a.processor_reference AS "attemptReference", a.failure_code AS "attemptFailureCode",
  a.processor_code AS "processorCode", a.processor_field AS "processorField", a.lease_expires_at AS "leaseExpiresAt",
  a.started_at AS "startedAt", a.finished_at AS "finishedAt", a.next_check_at AS "nextCheckAt",
  s.at AS "sendAt", s.finished_at AS "sendFinishedAt", s.outcome AS "sendOutcome", s.code AS "sendCode", s.http_status AS "sendHttpStatus",
  coalesce(w.answered, false) AS answered,
  e.source AS "evidenceSource", e.trigger AS "evidenceTrigger", e.conclusion AS "evidenceConclusion", e.detail AS "evidenceDetail",
  e.http_status AS "evidenceHttpStatus", e.asked_at AS "askedAt", e.answered_at AS "evidenceAnsweredAt",
  coalesce(b.count, 0)::int AS "absenceCount", coalesce(b.apart_ms, 0)::int AS "absenceApartMs", t.count::int AS "toldCount"`;

/** Each looks up by the front of a primary key or unique index, once a row of the page. */
const LATERALS = `
  LEFT JOIN LATERAL (SELECT * FROM attempts WHERE merchant_id = p.merchant_id AND operation_id = p.id ORDER BY number DESC LIMIT 1) a ON true
  LEFT JOIN LATERAL (SELECT * FROM sends WHERE merchant_id = a.merchant_id AND attempt_id = a.id ORDER BY number DESC LIMIT 1) s ON true
  LEFT JOIN LATERAL (SELECT bool_or(http_status IS NOT NULL) AS answered FROM sends WHERE merchant_id = a.merchant_id AND attempt_id = a.id) w ON true
  LEFT JOIN LATERAL (SELECT * FROM evidence WHERE merchant_id = p.merchant_id AND operation_id = p.id ORDER BY id DESC LIMIT 1) e ON true
  LEFT JOIN LATERAL (
    SELECT count(*) AS count, extract(epoch FROM max(answered_at) - min(answered_at)) * 1000 AS apart_ms
    FROM evidence WHERE merchant_id = p.merchant_id AND operation_id = p.id AND attempt_id = a.id AND counts_for_absence
  ) b ON p.status IN ('unknown', 'failed', 'pending')
  LEFT JOIN LATERAL (
    SELECT detail FROM discrepancies WHERE merchant_id = p.merchant_id AND operation_id = p.id ORDER BY opened_at DESC LIMIT 1
  ) d ON p.status = 'contradicted'
  LEFT JOIN LATERAL (
    SELECT count(*) AS count FROM (SELECT 1 FROM told_answers WHERE merchant_id = p.merchant_id AND operation_id = p.id AND row NOT LIKE 'first%' LIMIT ${TOLD_KEPT_MAX + 1}) told
  ) t ON true`;

/** More than these are so many that they are soon met by walking the newest payments. */
const PREFIX_MATCHES_MAX = 1_000;

/**
 * The few payments whose reference begins so, or null where they are not few. References grow as ids do: a planner that
 * takes them for evenly spread would walk through all newer payments to an old one.
 */
export async function fewWithReference(merchantId: string, prefix: string, on: Queryable): Promise<string[] | null> {
  // Without a name: planned for this prefix, as a range of payments_by_reference.
  const { rows } = await on.query<{ id: string }>(
    "SELECT id FROM payments WHERE merchant_id = $1 AND reference ^@ $2 ORDER BY reference LIMIT $3", [merchantId, prefix, PREFIX_MATCHES_MAX + 1],
  );
  return rows.length > PREFIX_MATCHES_MAX ? null : rows.map((row) => row.id);
}

/** One page of rows, newest first (oldest first where it pages towards the newer). The page is cut before anything is joined. */
export async function selectOperatorRows(filter: RowFilter, on: Queryable): Promise<OperatorRow[]> {
  const clauses = clausesOf(filter);
  const many = filter.merchantIds.length !== 1;
  const merchant = many ? "p.merchant_id = ANY($1::uuid[])" : "p.merchant_id = $1::uuid";
  const where = clauses.map(([, sql], index) => `AND ${sql(`$${index + 3}`)}`).join(" ");
  const direction = filter.newer === null ? "DESC" : "ASC";
  const order = many ? `p.id ${direction}` : `p.merchant_id ${direction}, p.id ${direction}`;
  const name = `operator-rows:${many ? "many:" : ""}${clauses.map(([clause]) => clause).join(",")}`;
  const text = `
    WITH page AS MATERIALIZED (SELECT p.* FROM payments p WHERE ${merchant} ${where} ORDER BY ${order} LIMIT $2)
    SELECT ${COLUMNS} FROM page p ${LATERALS} ORDER BY p.id ${direction}`;
  const values = [many ? filter.merchantIds : filter.merchantIds[0], filter.limit, ...clauses.map(([, , value]) => value)];
  return query<OperatorRow>(name, text, values, on);
}
