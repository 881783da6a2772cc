import type { OperationState } from "@/lib/attempts/operation";
import { type Queryable, query } from "@/lib/db/query";

const INPUT = `input AS (SELECT * FROM json_to_recordset($1::json) AS i(merchant_id uuid, payment_id uuid, attempt_id uuid, key text, fingerprint text,
  fingerprint_version text, request_id text, created_at timestamptz, amount bigint, currency text, payment_method text, reference text, description text,
  metadata jsonb, connection_id uuid, processor text, reference_claim text, resend_until timestamptz, account_id text, mode text, processor_key text,
  request_body text, lease_owner text, lease_ms int, queued_until timestamptz, at timestamptz))`;

/**
 * Transaction 1, many at once: keys are claimed in one order by every process; whoever loses a key inserts nothing
 * else. The unique constraint decides the race; a loser waits for the winner's commit and comes back empty.
 */
const CLAIM = `WITH ${INPUT},
claimed AS (
  INSERT INTO idempotency_keys (merchant_id, key, fingerprint, fingerprint_version, operation_kind, operation_id, request_id, created_at)
  SELECT merchant_id, key, fingerprint, fingerprint_version, 'payment', payment_id, request_id, created_at FROM input ORDER BY merchant_id, key
  ON CONFLICT (merchant_id, key) DO NOTHING
  RETURNING merchant_id, operation_id AS payment_id),
payment AS (
  INSERT INTO payments (merchant_id, id, status, amount, currency, payment_method, reference, description, metadata, idempotency_key, connection_id,
    processor, reference_claim, version, event_seq, attempt_count, open_since, resend_until, created_at, updated_at)
  SELECT merchant_id, payment_id, 'pending', amount, currency, payment_method, reference, description, metadata, key, connection_id,
    processor, reference_claim, 1, 1, 1, at, resend_until, created_at, at FROM input JOIN claimed USING (merchant_id, payment_id)),
attempt AS (
  INSERT INTO attempts (merchant_id, id, operation_kind, operation_id, number, status, connection_id, processor, account_id, mode, processor_key,
    request_body, amount, currency, lease_owner, lease_expires_at, fence, send_count, queued_until, next_check_at, started_at, created_at)
  SELECT merchant_id, attempt_id, 'payment', payment_id, 1, CASE WHEN lease_ms IS NULL THEN 'queued' ELSE 'dispatched' END::attempt_status, connection_id,
    processor, account_id, mode, processor_key, request_body, amount, currency, lease_owner, now() + lease_ms * interval '1 ms', 1,
    CASE WHEN lease_ms IS NULL THEN 0 ELSE 1 END, queued_until,
    -- A queued attempt is due at once; a dispatched one when its lease has run out.
    now() + coalesce(lease_ms, 0) * interval '1 ms', CASE WHEN lease_ms IS NULL THEN NULL ELSE at END, created_at
  FROM input JOIN claimed USING (merchant_id, payment_id)),
send AS (
  INSERT INTO sends (merchant_id, attempt_id, number, operation_kind, operation_id, fence, at, lease_expires_at)
  SELECT merchant_id, attempt_id, 1, 'payment', payment_id, 1, at, now() + lease_ms * interval '1 ms'
  FROM input JOIN claimed USING (merchant_id, payment_id) WHERE lease_ms IS NOT NULL),
event AS (
  INSERT INTO payment_events (merchant_id, payment_id, seq, kind, at, attempt_id, data)
  SELECT merchant_id, payment_id, 1, 'payment.claimed', at, attempt_id, jsonb_build_object('requestId', request_id, 'queued', lease_ms IS NULL)
  FROM input JOIN claimed USING (merchant_id, payment_id))
SELECT payment_id FROM claimed`;

/** What transaction 1 stores: the state it leaves, and how long its lease runs (null: queued). */
export type PaymentClaim = { state: OperationState; leaseMs: number | null };

/** Returns the ids of the payments whose key was free. Throws 23505 where a reference is held by another payment. */
export async function claimPayments(claims: readonly PaymentClaim[], on?: Queryable): Promise<ReadonlySet<string>> {
  const rows = await query<{ payment_id: string }>("claim_payments", CLAIM, [JSON.stringify(claims.map(recordOf))], on);
  return new Set(rows.map((row) => row.payment_id));
}

function recordOf({ state, leaseMs }: PaymentClaim) {
  const { operation, key, attempts } = state;
  const [attempt] = attempts;
  if (!key || !attempt) throw new Error("a claim has a key and its first attempt");
  return {
    merchant_id: operation.merchantId, payment_id: operation.id, attempt_id: attempt.id, key: key.key, fingerprint: key.fingerprint,
    fingerprint_version: key.fingerprintVersion, request_id: key.requestId, created_at: operation.createdAt, amount: Number(operation.amount),
    currency: operation.currency, payment_method: operation.paymentMethod, reference: operation.reference, description: operation.description,
    metadata: operation.metadata, connection_id: operation.connectionId, processor: operation.processor, reference_claim: operation.referenceClaim,
    resend_until: operation.resendUntil, account_id: attempt.accountId, mode: attempt.mode, processor_key: attempt.processorKey,
    request_body: attempt.requestBody, lease_owner: attempt.leaseOwner, lease_ms: leaseMs, queued_until: attempt.queuedUntil, at: operation.updatedAt,
  };
}

/** Whose key it is now: read back on another connection where a commit's answer was lost. Serves the primary key. */
export async function operationOfKey(merchantId: string, key: string): Promise<string | null> {
  const [row] = await query<{ operation_id: string }>(
    "operation_of_key", "SELECT operation_id FROM idempotency_keys WHERE merchant_id = $1 AND key = $2", [merchantId, key],
  );
  return row?.operation_id ?? null;
}

/** The payment that holds a reference under uniqueReference, with its status. Serves payments_reference_claim. */
export async function holderOfReference(merchantId: string, reference: string): Promise<{ id: string; status: string } | null> {
  const [row] = await query<{ id: string; status: string }>(
    "holder_of_reference", "SELECT id, status FROM payments WHERE merchant_id = $1 AND reference_claim = $2", [merchantId, reference],
  );
  return row ?? null;
}
