import { type Queryable, query } from "@/lib/db/query";
import type { AttemptDraft, Draft, SendDraft } from "./draft";
import type { OperationState } from "./operation";

/** Column lists of the JSON records that a save hands over; the types are the tables'. */
const KEYS = "merchant_id uuid, operation_id uuid";

const OPERATION = `operation AS (
  UPDATE payments p SET status = i.status::payment_status, processor_reference = i.processor_reference, decline_code = i.decline_code,
    failure_code = i.failure_code, reference_claim = i.reference_claim, version = i.from_version + 1, event_seq = i.event_seq,
    attempt_count = i.attempt_count, open_since = i.open_since, resend_until = i.resend_until, resolved_at = i.resolved_at, updated_at = i.updated_at
  FROM json_to_recordset($1::json) AS i(${KEYS}, operation_kind text, from_version int, from_status text, status text, processor_reference text,
    decline_code text, failure_code text, reference_claim text, event_seq int, attempt_count int, open_since timestamptz, resend_until timestamptz,
    resolved_at timestamptz, updated_at timestamptz)
  -- The version is compared, and the from-state with it: a writer who read something older changes nothing.
  WHERE p.merchant_id = i.merchant_id AND p.id = i.operation_id AND p.version = i.from_version AND p.status = i.from_status::payment_status
    -- An equality makes the planner expect one record: a plan made while the table was empty then goes by the index, in
    -- the order of the batch, and stays right for the table that has grown.
    AND i.operation_kind = 'payment'
  RETURNING p.merchant_id, p.id AS operation_id)`;

const ATTEMPT_FIELDS = `${KEYS}, id uuid, from_status text, from_fence int, status text, processor_reference text, decline_code text,
  failure_code text, processor_code text, processor_field text, lease_owner text, lease_ms int, fence int, send_count int, queued_until timestamptz,
  frozen boolean, proven_through int, absence_barred boolean, keep_check boolean, next_check_in_ms bigint, check_count int, started_at timestamptz, finished_at timestamptz`;

const ATTEMPTS = `attempt AS (
  UPDATE attempts a SET status = i.status::attempt_status, processor_reference = i.processor_reference, decline_code = i.decline_code,
    failure_code = i.failure_code, processor_code = i.processor_code, processor_field = i.processor_field, lease_owner = i.lease_owner,
    -- A lease runs by the database's clock, so that no process's own clock can stretch it.
    lease_expires_at = CASE WHEN i.lease_ms IS NULL THEN a.lease_expires_at ELSE now() + i.lease_ms * interval '1 ms' END,
    fence = i.fence, send_count = i.send_count, queued_until = i.queued_until, frozen = i.frozen, proven_through = i.proven_through,
    absence_barred = i.absence_barred, check_count = i.check_count, started_at = i.started_at, finished_at = i.finished_at,
    next_check_at = CASE WHEN i.keep_check THEN a.next_check_at ELSE now() + i.next_check_in_ms * interval '1 ms' END
  FROM json_to_recordset($2::json) AS i(${ATTEMPT_FIELDS}) JOIN operation USING (merchant_id, operation_id)
  -- The operation's id serves nothing but the plan: by either index the whole key is known.
  WHERE a.merchant_id = i.merchant_id AND a.id = i.id AND a.operation_id = i.operation_id AND a.status = i.from_status::attempt_status AND a.fence = i.from_fence
  RETURNING a.id)`;

const NEW_ATTEMPTS = `attempt AS (
  INSERT INTO attempts (merchant_id, id, operation_kind, operation_id, number, status, connection_id, processor, account_id, mode, processor_key,
    request_body, amount, currency, lease_owner, lease_expires_at, fence, send_count, queued_until, next_check_at, started_at, created_at)
  SELECT i.merchant_id, i.id, i.operation_kind, i.operation_id, i.number, i.status::attempt_status, i.connection_id, i.processor, i.account_id, i.mode,
    i.processor_key, i.request_body, i.amount, i.currency, i.lease_owner, now() + i.lease_ms * interval '1 ms', i.fence, i.send_count, i.queued_until,
    now() + i.next_check_in_ms * interval '1 ms', i.started_at, i.created_at
  FROM json_to_recordset($2::json) AS i(${KEYS}, id uuid, operation_kind text, number int, status text, connection_id uuid, processor text, account_id text,
    mode text, processor_key text, request_body text, amount bigint, currency text, lease_owner text, lease_ms int, fence int, send_count int,
    queued_until timestamptz, next_check_in_ms bigint, started_at timestamptz, created_at timestamptz) JOIN operation USING (merchant_id, operation_id)
  RETURNING id)`;

const SENDS = `send AS (
  UPDATE sends s SET finished_at = i.finished_at, outcome = i.outcome::outcome, code = i.code, http_status = i.http_status,
    processor_reference = i.processor_reference, response_body = i.response_body
  FROM json_to_recordset($3::json) AS i(${KEYS}, attempt_id uuid, number int, finished_at timestamptz, outcome text, code text, http_status int,
    processor_reference text, response_body text) JOIN operation USING (merchant_id, operation_id)
  -- A send is finished once; what comes later is evidence.
  WHERE s.merchant_id = i.merchant_id AND s.attempt_id = i.attempt_id AND s.number = i.number AND s.finished_at IS NULL
  RETURNING s.number)`;

const NEW_SENDS = `send AS (
  INSERT INTO sends (merchant_id, attempt_id, number, operation_kind, operation_id, fence, at, lease_expires_at)
  SELECT i.merchant_id, i.attempt_id, i.number, i.operation_kind, i.operation_id, i.fence, i.at, now() + i.lease_ms * interval '1 ms'
  FROM json_to_recordset($3::json) AS i(${KEYS}, attempt_id uuid, number int, operation_kind text, fence int, at timestamptz, lease_ms int)
  JOIN operation USING (merchant_id, operation_id)
  RETURNING number)`;

const EVENTS = `event AS (
  INSERT INTO payment_events (merchant_id, payment_id, seq, kind, at, attempt_id, data)
  SELECT i.merchant_id, i.operation_id, i.seq, i.kind, i.at, i.attempt_id, i.data
  FROM json_to_recordset($4::json) AS i(${KEYS}, seq int, kind text, at timestamptz, attempt_id uuid, data jsonb)
  JOIN operation USING (merchant_id, operation_id))`;

const ANSWERS = `answer AS (
  UPDATE idempotency_keys k SET request_id = i.request_id, answer_status = i.answer_status, answer_code = i.answer_code, answer_body = i.answer_body,
    answered_at = i.answered_at, expires_at = i.expires_at
  FROM json_to_recordset($5::json) AS i(${KEYS}, key text, request_id text, answer_status int, answer_code text, answer_body text,
    answered_at timestamptz, expires_at timestamptz) JOIN operation USING (merchant_id, operation_id)
  WHERE k.merchant_id = i.merchant_id AND k.key = i.key
  RETURNING k.key)`;

const EVIDENCE = `evidence_row AS (
  INSERT INTO evidence (merchant_id, id, operation_kind, operation_id, attempt_id, source, trigger, conclusion, counts_for_absence, processor_reference,
    http_status, detail, body, actor, asked_at, answered_at)
  SELECT i.merchant_id, i.id, 'payment', i.operation_id, i.attempt_id, i.source, i.trigger, i.conclusion, i.counts_for_absence, i.processor_reference,
    i.http_status, i.detail, i.body, i.actor, i.asked_at, i.answered_at
  FROM json_to_recordset($6::json) AS i(${KEYS}, id uuid, attempt_id uuid, source text, trigger text, conclusion text, counts_for_absence boolean,
    processor_reference text, http_status int, detail text, body text, actor text, asked_at timestamptz, answered_at timestamptz)
  JOIN operation USING (merchant_id, operation_id))`;

const DISCREPANCIES = `discrepancy AS (
  INSERT INTO discrepancies (merchant_id, id, operation_id, kind, detail, facts, opened_at, seen_at)
  SELECT i.merchant_id, i.id, i.operation_id, i.kind, i.detail, i.facts, i.opened_at, i.opened_at
  FROM json_to_recordset($7::json) AS i(${KEYS}, id uuid, kind text, detail text, facts jsonb, opened_at timestamptz)
  JOIN operation USING (merchant_id, operation_id)
  -- One row for one kind of disagreement: found again rather than opened twice, and open again where it was resolved.
  ON CONFLICT (merchant_id, operation_id, kind) DO UPDATE SET seen_at = EXCLUDED.seen_at, detail = EXCLUDED.detail, facts = EXCLUDED.facts,
    status = CASE WHEN discrepancies.status = 'resolved' THEN 'new' ELSE discrepancies.status END, resolved_at = NULL, resolution = NULL)`;

/**
 * A payment row that matched while its attempt, send or key did not would be half a change: dividing by zero takes the
 * whole statement back. Every change of an attempt raises the payment's version, so this never happens but by a bug.
 */
const WHOLE = `SELECT operation_id FROM operation WHERE 1 = CASE
  WHEN (SELECT count(*) FROM attempt) <> (SELECT count(*) FROM json_to_recordset($2::json) AS i(${KEYS}) JOIN operation USING (merchant_id, operation_id))
    OR (SELECT count(*) FROM send) <> (SELECT count(*) FROM json_to_recordset($3::json) AS i(${KEYS}) JOIN operation USING (merchant_id, operation_id))
    OR (SELECT count(*) FROM answer) <> (SELECT count(*) FROM json_to_recordset($5::json) AS i(${KEYS}) JOIN operation USING (merchant_id, operation_id))
  THEN 1 / (SELECT count(*) - count(*) FROM operation) ELSE 1 END`;

/**
 * What a change does to attempts and sends: it settles what is there, grants one more send to an attempt, or starts a
 * new attempt. A statement of its own for each, so that none writes a table twice.
 */
export type Shape = "settle" | "grant" | "start";

const saving = (attempts: string, sends: string) => `WITH ${[OPERATION, attempts, sends, EVENTS, ANSWERS, EVIDENCE, DISCREPANCIES].join(",\n")}\n${WHOLE}`;
const SAVE: Readonly<Record<Shape, string>> = {
  settle: saving(ATTEMPTS, SENDS), grant: saving(ATTEMPTS, NEW_SENDS), start: saving(NEW_ATTEMPTS, NEW_SENDS),
};

export function shapeOf(draft: Draft): Shape {
  if ([...draft.attempts.values()].some((attempt) => attempt.isNew)) return "start";
  return draft.sends.some((send) => send.isNew) ? "grant" : "settle";
}

/**
 * Writes drafts of different operations and of one shape in one statement, one commit, in the order given. Returns the
 * ids of those that were stored; the others' operations had moved on since they were read. Throws 23505 where a claim
 * on a reference or the one open attempt is taken.
 */
export async function saveDrafts(shape: Shape, drafts: readonly Draft[], on?: Queryable): Promise<ReadonlySet<string>> {
  const records = drafts.map((draft) => recordsOf(draft, shape));
  const section = (name: keyof ReturnType<typeof recordsOf>) => JSON.stringify(records.flatMap<unknown>((record) => record[name]));
  const rows = await query<{ operation_id: string }>(`save_operations_${shape}`, SAVE[shape], [
    section("operation"), section("attempts"), section("sends"), section("events"), section("answers"), section("evidence"), section("discrepancies"),
  ], on);
  return new Set(rows.map((row) => row.operation_id));
}

function recordsOf(draft: Draft, shape: Shape) {
  const { before, operation } = draft;
  const keys = { merchant_id: operation.merchantId, operation_id: operation.id };
  const after = draft.after();
  const attempts = [...draft.attempts.values()];
  const isMixed = attempts.some((attempt) => attempt.isNew !== (shape === "start")) || draft.sends.some((send) => send.isNew !== (shape !== "settle"));
  if (isMixed) throw new Error(`this change of operation ${operation.id} does not ${shape} alone`);
  const key = draft.answer === "keep" && draft.requestId === before.key?.requestId ? null : after.key;
  return {
    operation: [{
      ...keys, operation_kind: "payment", from_version: before.operation.version, from_status: before.operation.status, status: operation.status,
      processor_reference: operation.processorReference, decline_code: operation.declineCode, failure_code: operation.failureCode,
      reference_claim: operation.referenceClaim, event_seq: after.operation.eventSeq, attempt_count: operation.attemptCount,
      open_since: operation.openSince, resend_until: operation.resendUntil, resolved_at: operation.resolvedAt, updated_at: draft.now,
    }],
    attempts: attempts.map((attempt) => ({ ...keys, ...(attempt.isNew ? newAttempt(attempt) : changedAttempt(attempt, before)) })),
    sends: draft.sends.map((send) => ({ ...keys, attempt_id: send.row.attemptId, number: send.row.number, ...(send.isNew ? newSend(send) : finishedSend(send)) })),
    events: draft.events.map((event, index) => ({
      ...keys, seq: before.operation.eventSeq + index + 1, kind: event.kind, at: draft.now, attempt_id: event.attemptId, data: event.data,
    })),
    answers: key ? [{
      ...keys, key: key.key, request_id: key.requestId, answer_status: key.answerStatus, answer_code: key.answerCode, answer_body: key.answerBody,
      answered_at: key.answeredAt, expires_at: key.expiresAt,
    }] : [],
    evidence: draft.evidence.map((row) => ({
      ...keys, id: row.id, attempt_id: row.attemptId, source: row.source, trigger: row.trigger, conclusion: row.conclusion,
      counts_for_absence: row.countsForAbsence, processor_reference: row.processorReference, http_status: row.httpStatus, detail: row.detail,
      body: row.body, actor: row.actor, asked_at: row.askedAt, answered_at: row.answeredAt,
    })),
    discrepancies: draft.discrepancies.map((row) => ({ ...keys, id: row.id, kind: row.kind, detail: row.detail, facts: row.facts, opened_at: draft.now })),
  };
}

function changedAttempt({ row, nextCheck, leaseMs }: AttemptDraft, before: OperationState) {
  const from = before.attempts.find((candidate) => candidate.id === row.id);
  return {
    id: row.id, from_status: from?.status, from_fence: from?.fence, status: row.status, processor_reference: row.processorReference,
    decline_code: row.declineCode, failure_code: row.failureCode, processor_code: row.processorCode, processor_field: row.processorField,
    lease_owner: row.leaseOwner, lease_ms: leaseMs, fence: row.fence, send_count: row.sendCount, queued_until: row.queuedUntil, frozen: row.frozen,
    proven_through: row.provenThrough, absence_barred: row.absenceBarred, keep_check: nextCheck === "keep", next_check_in_ms: inMs(nextCheck),
    check_count: row.checkCount, started_at: row.startedAt, finished_at: row.finishedAt,
  };
}

function newAttempt({ row, nextCheck, leaseMs }: AttemptDraft) {
  return {
    id: row.id, operation_kind: row.operationKind, number: row.number, status: row.status, connection_id: row.connectionId,
    processor: row.processor, account_id: row.accountId, mode: row.mode, processor_key: row.processorKey, request_body: row.requestBody,
    amount: Number(row.amount), currency: row.currency, lease_owner: row.leaseOwner, lease_ms: leaseMs, fence: row.fence, send_count: row.sendCount,
    queued_until: row.queuedUntil, next_check_in_ms: inMs(nextCheck), started_at: row.startedAt, created_at: row.createdAt,
  };
}

function finishedSend({ row }: SendDraft) {
  return {
    finished_at: row.finishedAt, outcome: row.outcome, code: row.code, http_status: row.httpStatus, processor_reference: row.processorReference,
    response_body: row.responseBody,
  };
}

function newSend({ row, leaseMs }: SendDraft) {
  return { operation_kind: row.operationKind, fence: row.fence, at: row.at, lease_ms: leaseMs };
}

function inMs(nextCheck: "keep" | "none" | { inMs: number }): number | null {
  return typeof nextCheck === "object" ? Math.round(nextCheck.inMs) : null;
}
