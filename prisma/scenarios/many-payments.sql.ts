import { query, type Queryable } from "@/lib/db/query";

export type Span = {
  merchantId: string;
  connectionId: string;
  /** Numbers of the payments, in the order of their creation. */
  from: number;
  to: number;
  /** Payment number 0 was created then, and each next one so much later. */
  startsAt: Date;
  stepMs: number;
};

/** A UUIDv7 of an instant whose random part comes from a text: the same numbers make the same ids again. */
const uuidOf = (text: string) => `(lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(md5(${text}), 1, 3)
  || '8' || substr(md5(${text}), 4, 15))::uuid`;

/**
 * How a shop's payments end: 94.5 % succeed, 4 % are declined, 1 % fail; 0.4 % are unknown, 0.05 % pending, 0.05 %
 * contradicted. A prime as modulus spreads each kind over the whole span of time.
 */
const SOURCE = `numbers AS (
    SELECT n, $5::timestamptz + n * $6::float8 * interval '1 ms' AS at, (n * 7919 % 10007) AS lot FROM generate_series($3::bigint, $4::bigint - 1) AS n),
  source AS MATERIALIZED (
    SELECT n, at, $1::uuid AS merchant_id, $2::uuid AS connection_id, ${uuidOf("'p' || $1::text || n")} AS id, ${uuidOf("'a' || $1::text || n")} AS attempt_id,
      (CASE WHEN lot < 400 THEN 'declined' WHEN lot < 500 THEN 'failed' WHEN lot < 540 THEN 'unknown' WHEN lot < 545 THEN 'pending'
        WHEN lot < 550 THEN 'contradicted' ELSE 'succeeded' END)::payment_status AS status,
      'pi_' || md5('r' || $1::text || n) AS processor_reference, 'order-' || n AS reference, 100 + n * 37 % 50000 AS amount,
      at + interval '1 ms' * (180 + n % 900) AS closed_at
    FROM numbers)`;

const PAYMENTS = `payment AS (
    INSERT INTO payments (merchant_id, id, status, amount, currency, payment_method, reference, description, metadata, idempotency_key, connection_id, processor,
      processor_reference, decline_code, failure_code, version, event_seq, open_since, created_at, updated_at)
    SELECT merchant_id, id, status, amount, 'EUR', 'pm_card_visa', reference, 'Two tickets', '{"shop": "berlin"}', 'order-' || n || '-pay', connection_id, 'stripe',
      CASE WHEN status IN ('succeeded', 'declined', 'contradicted') THEN processor_reference END, CASE WHEN status = 'declined' THEN 'insufficient_funds' END,
      CASE WHEN status = 'failed' THEN 'processor_unavailable' END, 2, 2, CASE WHEN status IN ('pending', 'unknown') THEN at END, at, closed_at FROM source)`;

const ATTEMPTS = `attempt AS (
    INSERT INTO attempts (merchant_id, id, operation_kind, operation_id, number, status, connection_id, processor, account_id, mode, processor_key, request_body,
      amount, currency, processor_reference, decline_code, failure_code, lease_owner, lease_expires_at, fence, send_count, next_check_at, started_at, finished_at, created_at)
    SELECT merchant_id, attempt_id, 'payment', id, 1,
      (CASE status WHEN 'pending' THEN 'dispatched' WHEN 'contradicted' THEN 'succeeded' ELSE status::text END)::attempt_status,
      connection_id, 'stripe', 'acct_seed', 'test', 'lk-' || md5('k' || merchant_id || n), 'amount=' || amount || '&currency=eur&confirm=true&payment_method=pm_card_visa',
      amount, 'EUR', CASE WHEN status IN ('succeeded', 'declined', 'contradicted') THEN processor_reference END,
      CASE WHEN status = 'declined' THEN 'insufficient_funds' END, CASE WHEN status = 'failed' THEN 'processor_unavailable' END,
      CASE WHEN status = 'pending' THEN 'seed' END, at + interval '60 s', 2, 1,
      -- Within a day from now: a worker beside the seed has some of them to look at, and not all at once.
      CASE WHEN status IN ('pending', 'unknown') THEN now() + n % 86400 * interval '1 s' END,
      at, CASE WHEN status NOT IN ('pending', 'unknown') THEN closed_at END, at FROM source)`;

const SENDS = `send AS (
    INSERT INTO sends (merchant_id, attempt_id, number, operation_kind, operation_id, fence, at, lease_expires_at, finished_at, outcome, code, http_status, processor_reference)
    SELECT merchant_id, attempt_id, 1, 'payment', id, 1, at, at + interval '60 s', CASE WHEN status <> 'pending' THEN closed_at END,
      (CASE status WHEN 'pending' THEN NULL WHEN 'contradicted' THEN 'succeeded' ELSE status::text END)::outcome,
      CASE status WHEN 'declined' THEN 'insufficient_funds' WHEN 'unknown' THEN 'timeout' WHEN 'failed' THEN 'connect_refused' WHEN 'contradicted' THEN 'amount_differs' END,
      CASE WHEN status IN ('succeeded', 'contradicted') THEN 200 WHEN status = 'declined' THEN 402 END,
      CASE WHEN status IN ('succeeded', 'declined', 'contradicted') THEN processor_reference END FROM source)`;

const REST = `event AS (
    INSERT INTO payment_events (merchant_id, payment_id, seq, kind, at, attempt_id, data)
    SELECT merchant_id, id, seq, CASE seq WHEN 1 THEN 'payment.claimed' ELSE 'payment.' || status END, CASE seq WHEN 1 THEN at ELSE closed_at END, attempt_id, '{}'
    FROM source CROSS JOIN generate_series(1, 2) AS seq WHERE seq = 1 OR status <> 'pending'),
  key AS (
    -- Older than any retention: the answer itself has been erased.
    INSERT INTO idempotency_keys (merchant_id, key, fingerprint, fingerprint_version, operation_kind, operation_id, request_id, answer_status, answered_at, expires_at, created_at)
    SELECT merchant_id, 'order-' || n || '-pay', md5('f' || n), 'seed', 'payment', id, 'req_seed', final, CASE WHEN final IS NOT NULL THEN closed_at END,
      CASE WHEN final IS NOT NULL THEN closed_at + interval '1 day' END, at
    FROM source CROSS JOIN LATERAL (SELECT CASE status WHEN 'succeeded' THEN 201 WHEN 'declined' THEN 402 END AS final) answered),
  discrepancy AS (
    INSERT INTO discrepancies (merchant_id, id, operation_id, kind, detail, facts, opened_at, seen_at)
    SELECT merchant_id, id, id, 'amount_differs', 'Another amount was received than was asked for', '{}', closed_at, closed_at FROM source WHERE status = 'contradicted')`;

const INSERT = `WITH ${[SOURCE, PAYMENTS, ATTEMPTS, SENDS, REST].join(",\n  ")}\nSELECT count(*)::int AS count FROM source`;

/** Inserts payments of a span of numbers, with all their rows, in one statement made by the database itself. */
export async function insertPayments(span: Span, on: Queryable): Promise<number> {
  const { merchantId, connectionId, from, to, startsAt, stepMs } = span;
  const [row] = await query<{ count: number }>("seed_payments", INSERT, [merchantId, connectionId, from, to, startsAt, stepMs], on);
  return row?.count ?? 0;
}

/** What autovacuum does in time, at once: statistics for the planner and the maps that index-only scans need. */
export async function settleTables(on: Queryable): Promise<void> {
  await on.query("VACUUM (ANALYZE) payments, attempts, sends, payment_events, idempotency_keys, discrepancies");
}
