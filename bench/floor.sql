-- One payment of Latchkey's as plain statements: the rows of lib/payments/claim-payment.sql.ts in one transaction, those
-- of lib/attempts/save-operation.sql.ts in the next. :n makes ids that grow as UUIDv7 do; 256 is room for as many clients.
\set step :step + 256
\set n :step + :client_id
BEGIN;
INSERT INTO idempotency_keys (merchant_id, key, fingerprint, fingerprint_version, operation_kind, operation_id, request_id, created_at)
VALUES ((:merchant)::uuid, 'floor-' || :run || '-' || :n::bigint, 'Yk3p0cZ1mXw9bq7VtR5eLs2HdNfJgKaUoPiQxMyWvEB', '3f9a1c07', 'payment',
  (:payments || lpad(to_hex(:n::bigint), 12, '0'))::uuid, 'req_01k9zq3v5n8w2x4y6z7a1b3c5d', now());
INSERT INTO payments (merchant_id, id, status, amount, currency, payment_method, reference, description, metadata, idempotency_key, connection_id,
  processor, version, event_seq, attempt_count, open_since, created_at, updated_at)
VALUES ((:merchant)::uuid, (:payments || lpad(to_hex(:n::bigint), 12, '0'))::uuid, 'pending', 1999, 'EUR', 'pm_card_visa', 'order-4711', 'Two tickets',
  '{"shop": "berlin"}', 'floor-' || :run || '-' || :n::bigint, (:connection)::uuid, 'stripe', 1, 1, 1, now(), now(), now());
INSERT INTO attempts (merchant_id, id, operation_kind, operation_id, number, status, connection_id, processor, account_id, mode, processor_key,
  request_body, amount, currency, lease_owner, lease_expires_at, fence, send_count, next_check_at, started_at, created_at)
VALUES ((:merchant)::uuid, (:attempts || lpad(to_hex(:n::bigint), 12, '0'))::uuid, 'payment', (:payments || lpad(to_hex(:n::bigint), 12, '0'))::uuid, 1,
  'dispatched', (:connection)::uuid, 'stripe', 'acct_bench', 'test', 'lk-' || lpad(to_hex(:n::bigint), 32, '0'), :request, 1999, 'EUR',
  'bench/4711/a1b2c3d4', now() + interval '60 s', 1, 1, now() + interval '60 s', now(), now());
INSERT INTO sends (merchant_id, attempt_id, number, operation_kind, operation_id, fence, at, lease_expires_at)
VALUES ((:merchant)::uuid, (:attempts || lpad(to_hex(:n::bigint), 12, '0'))::uuid, 1, 'payment', (:payments || lpad(to_hex(:n::bigint), 12, '0'))::uuid, 1,
  now(), now() + interval '60 s');
INSERT INTO payment_events (merchant_id, payment_id, seq, kind, at, attempt_id, data)
VALUES ((:merchant)::uuid, (:payments || lpad(to_hex(:n::bigint), 12, '0'))::uuid, 1, 'payment.claimed', now(),
  (:attempts || lpad(to_hex(:n::bigint), 12, '0'))::uuid, '{"queued": false, "requestId": "req_01k9zq3v5n8w2x4y6z7a1b3c5d"}');
COMMIT;
BEGIN;
UPDATE payments SET status = 'succeeded', processor_reference = 'pi_floor_' || :n::bigint, version = 2, event_seq = 2, open_since = NULL, updated_at = now()
WHERE merchant_id = (:merchant)::uuid AND id = (:payments || lpad(to_hex(:n::bigint), 12, '0'))::uuid AND version = 1 AND status = 'pending';
UPDATE attempts SET status = 'succeeded', processor_reference = 'pi_floor_' || :n::bigint, fence = 2, next_check_at = NULL, finished_at = now()
WHERE merchant_id = (:merchant)::uuid AND id = (:attempts || lpad(to_hex(:n::bigint), 12, '0'))::uuid AND status = 'dispatched' AND fence = 1;
UPDATE sends SET finished_at = now(), outcome = 'succeeded', http_status = 200, processor_reference = 'pi_floor_' || :n::bigint
WHERE merchant_id = (:merchant)::uuid AND attempt_id = (:attempts || lpad(to_hex(:n::bigint), 12, '0'))::uuid AND number = 1 AND finished_at IS NULL;
INSERT INTO payment_events (merchant_id, payment_id, seq, kind, at, attempt_id, data)
VALUES ((:merchant)::uuid, (:payments || lpad(to_hex(:n::bigint), 12, '0'))::uuid, 2, 'payment.succeeded', now(),
  (:attempts || lpad(to_hex(:n::bigint), 12, '0'))::uuid, '{"from": "answer", "processorReference": "pi_floor"}');
UPDATE idempotency_keys SET answer_status = 201, answer_body = :answer, answered_at = now(), expires_at = now() + interval '1 day'
WHERE merchant_id = (:merchant)::uuid AND key = 'floor-' || :run || '-' || :n::bigint;
COMMIT;
