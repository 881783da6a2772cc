import { type Queryable, query } from "@/lib/db/query";
import type { AttemptDraft, Draft } from "./draft";

/** The change that nearly every payment makes: one send is finished and closes its attempt and payment, and an answer is stored. */
const FIELDS = `merchant_id uuid, operation_id uuid, operation_kind text, from_version int, from_status text, status text, processor_reference text,
  decline_code text, failure_code text, reference_claim text, event_seq int, attempt_count int, resend_until timestamptz, resolved_at timestamptz,
  now timestamptz, attempt_id uuid, from_attempt_status text, from_fence int, attempt_status text, attempt_reference text, attempt_decline_code text,
  attempt_failure_code text, processor_code text, processor_field text, lease_owner text, fence int, frozen boolean, absence_barred boolean,
  number int, outcome text, code text, http_status int, send_reference text, response_body text, kind text, data jsonb,
  key text, request_id text, answer_status int, answer_code text, answer_body text, expires_at timestamptz`;

/**
 * What save-operation.sql.ts does, for this one shape: one record and five writes, a third of the cost. The same
 * from-states and fences stand in each WHERE, and a change that would be half a change is taken back whole.
 */
const CLOSE = `WITH i AS (SELECT * FROM json_to_recordset($1::json) AS r(${FIELDS})),
operation AS (
  UPDATE payments p SET status = i.status::payment_status, processor_reference = i.processor_reference, decline_code = i.decline_code,
    failure_code = i.failure_code, reference_claim = i.reference_claim, version = i.from_version + 1, event_seq = i.event_seq,
    attempt_count = i.attempt_count, open_since = NULL, resend_until = i.resend_until, resolved_at = i.resolved_at, updated_at = i.now
  FROM i
  WHERE p.merchant_id = i.merchant_id AND p.id = i.operation_id AND p.version = i.from_version AND p.status = i.from_status::payment_status
    -- An equality makes the planner expect one record: the plan goes by the index, in the order of the batch.
    AND i.operation_kind = 'payment'
  RETURNING p.merchant_id, p.id AS operation_id),
attempt AS (
  UPDATE attempts a SET status = i.attempt_status::attempt_status, processor_reference = i.attempt_reference, decline_code = i.attempt_decline_code,
    failure_code = i.attempt_failure_code, processor_code = i.processor_code, processor_field = i.processor_field, lease_owner = i.lease_owner,
    fence = i.fence, frozen = i.frozen, absence_barred = i.absence_barred, next_check_at = NULL, finished_at = i.now
  FROM i JOIN operation USING (merchant_id, operation_id)
  WHERE a.merchant_id = i.merchant_id AND a.id = i.attempt_id AND a.operation_id = i.operation_id
    AND a.status = i.from_attempt_status::attempt_status AND a.fence = i.from_fence
  RETURNING a.id),
send AS (
  UPDATE sends s SET finished_at = i.now, outcome = i.outcome::outcome, code = i.code, http_status = i.http_status,
    processor_reference = i.send_reference, response_body = i.response_body
  FROM i JOIN operation USING (merchant_id, operation_id)
  -- A send is finished once; what comes later is evidence.
  WHERE s.merchant_id = i.merchant_id AND s.attempt_id = i.attempt_id AND s.number = i.number AND s.finished_at IS NULL
  RETURNING s.number),
event AS (
  INSERT INTO payment_events (merchant_id, payment_id, seq, kind, at, attempt_id, data)
  SELECT merchant_id, operation_id, event_seq, kind, now, attempt_id, data FROM i JOIN operation USING (merchant_id, operation_id)),
answer AS (
  UPDATE idempotency_keys k SET request_id = i.request_id, answer_status = i.answer_status, answer_code = i.answer_code, answer_body = i.answer_body,
    answered_at = i.now, expires_at = i.expires_at
  FROM i JOIN operation USING (merchant_id, operation_id)
  WHERE k.merchant_id = i.merchant_id AND k.key = i.key
  RETURNING k.key)
SELECT operation_id FROM operation WHERE 1 = CASE
  WHEN (SELECT count(*) FROM attempt) <> (SELECT count(*) FROM operation) OR (SELECT count(*) FROM send) <> (SELECT count(*) FROM operation)
    OR (SELECT count(*) FROM answer) <> (SELECT count(*) FROM operation)
  THEN 1 / (SELECT count(*) - count(*) FROM operation) ELSE 1 END`;

/** Writes drafts of that shape, in the order given. Returns the ids of the operations that were stored. */
export async function closeSent(drafts: readonly Draft[], on?: Queryable): Promise<ReadonlySet<string>> {
  const rows = await query<{ operation_id: string }>("close_sent", CLOSE, [JSON.stringify(drafts.map(recordOf))], on);
  return new Set(rows.map((row) => row.operation_id));
}

/** Whether a draft is of that shape and nothing else. */
export function closesOneSend(draft: Draft): boolean {
  const [attempt, ...otherAttempts] = draft.attempts.values();
  const [send, ...otherSends] = draft.sends;
  if (!attempt || !send || otherAttempts.length > 0 || otherSends.length > 0 || draft.events.length !== 1) return false;
  if (draft.evidence.length > 0 || draft.discrepancies.length > 0 || typeof draft.answer === "string" || !draft.before.key) return false;
  if (send.isNew || send.row.attemptId !== attempt.row.id || send.row.finishedAt !== draft.now || draft.events[0]?.attemptId !== attempt.row.id) return false;
  return draft.operation.openSince === null && closesOnly(draft, attempt);
}

/** The attempt is closed now, and keeps what CLOSE does not write. */
function closesOnly(draft: Draft, { row, isNew, nextCheck, leaseMs }: AttemptDraft): boolean {
  const from = draft.before.attempts.find((candidate) => candidate.id === row.id);
  return from !== undefined && !isNew && nextCheck === "none" && leaseMs === null && row.finishedAt === draft.now && from.startedAt === row.startedAt
    && from.sendCount === row.sendCount && from.queuedUntil === row.queuedUntil && from.provenThrough === row.provenThrough && from.checkCount === row.checkCount;
}

function recordOf(draft: Draft) {
  const { before, operation } = draft;
  const { key } = draft.after();
  const [attempt] = draft.attempts.values();
  const [send] = draft.sends;
  const [event] = draft.events;
  const from = before.attempts.find((candidate) => candidate.id === attempt?.row.id);
  if (!attempt || !send || !event || !from || !key) throw new Error("this draft has another shape");
  const { row } = attempt;
  return {
    merchant_id: operation.merchantId, operation_id: operation.id, operation_kind: "payment", from_version: before.operation.version,
    from_status: before.operation.status, status: operation.status, processor_reference: operation.processorReference, decline_code: operation.declineCode,
    failure_code: operation.failureCode, reference_claim: operation.referenceClaim, event_seq: before.operation.eventSeq + 1,
    attempt_count: operation.attemptCount, resend_until: operation.resendUntil, resolved_at: operation.resolvedAt, now: draft.now,
    attempt_id: row.id, from_attempt_status: from.status, from_fence: from.fence, attempt_status: row.status, attempt_reference: row.processorReference,
    attempt_decline_code: row.declineCode, attempt_failure_code: row.failureCode, processor_code: row.processorCode, processor_field: row.processorField,
    lease_owner: row.leaseOwner, fence: row.fence, frozen: row.frozen, absence_barred: row.absenceBarred,
    number: send.row.number, outcome: send.row.outcome, code: send.row.code, http_status: send.row.httpStatus,
    send_reference: send.row.processorReference, response_body: send.row.responseBody, kind: event.kind, data: event.data,
    key: key.key, request_id: key.requestId, answer_status: key.answerStatus, answer_code: key.answerCode, answer_body: key.answerBody,
    expires_at: key.expiresAt,
  };
}
