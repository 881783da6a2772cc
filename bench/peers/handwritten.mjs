/**
 * What a good developer writes in an afternoon: node:http and pg, one transaction before the call and one after it, the
 * obvious statements, prepared, into Latchkey's own tables. `handwritten.mjs PORT DATABASE_URL PROCESSOR_URL MERCHANT CONNECTION`
 */
import { createHash, randomUUID } from "node:crypto";
import pg from "pg";
import { charge, listen } from "./charge.mjs";

const [port, connectionString, processorUrl, merchantId, connectionId] = process.argv.slice(2);
// As many connections as Latchkey has.
const pool = new pg.Pool({ connectionString, max: 12 });
const LEASE_MS = 60_000;

async function inTransaction(work) {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const result = await work((name, text, values) => client.query({ name, text, values }));
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}

function claim(payment, key, fingerprint) {
  const { id, attemptId, at, amount, currency, paymentMethod, reference, description, metadata } = payment;
  const lease = new Date(at.getTime() + LEASE_MS);
  return inTransaction(async (run) => {
    const claimed = await run("key", `INSERT INTO idempotency_keys (merchant_id, key, fingerprint, fingerprint_version, operation_kind, operation_id, request_id, created_at)
      VALUES ($1, $2, $3, '1', 'payment', $4, $5, $6) ON CONFLICT DO NOTHING`, [merchantId, key, fingerprint, id, randomUUID(), at]);
    if (claimed.rowCount === 0) return false;
    await run("payment", `INSERT INTO payments (merchant_id, id, status, amount, currency, payment_method, reference, description, metadata, idempotency_key, connection_id, processor,
      open_since, created_at, updated_at) VALUES ($1, $2, 'pending', $3, $4, $5, $6, $7, $8, $9, $10, 'stripe', $11, $11, $11)`,
      [merchantId, id, amount, currency, paymentMethod, reference, description, metadata, key, connectionId, at]);
    await run("attempt", `INSERT INTO attempts (merchant_id, id, operation_kind, operation_id, number, status, connection_id, processor, account_id, mode, processor_key, request_body,
      amount, currency, lease_owner, lease_expires_at, send_count, next_check_at, started_at, created_at)
      VALUES ($1, $2, 'payment', $3, 1, 'dispatched', $4, 'stripe', 'acct_bench', 'test', $5, $6, $7, $8, 'peer', $9, 1, $9, $10, $10)`,
      [merchantId, attemptId, id, connectionId, id, JSON.stringify(payment), amount, currency, lease, at]);
    await run("send", `INSERT INTO sends (merchant_id, attempt_id, number, operation_kind, operation_id, fence, at, lease_expires_at) VALUES ($1, $2, 1, 'payment', $3, 1, $4, $5)`,
      [merchantId, attemptId, id, at, lease]);
    await run("event", `INSERT INTO payment_events (merchant_id, payment_id, seq, kind, at, attempt_id, data) VALUES ($1, $2, 1, 'payment.claimed', $3, $4, '{}')`, [merchantId, id, at, attemptId]);
    return true;
  });
}

function close(payment, key, intent, answer) {
  const { id, attemptId } = payment;
  const at = new Date();
  return inTransaction(async (run) => {
    await run("paid", `UPDATE payments SET status = 'succeeded', processor_reference = $3, version = 2, event_seq = 2, open_since = NULL, updated_at = $4
      WHERE merchant_id = $1 AND id = $2 AND status = 'pending'`, [merchantId, id, intent.id, at]);
    await run("attempted", `UPDATE attempts SET status = 'succeeded', processor_reference = $3, next_check_at = NULL, finished_at = $4
      WHERE merchant_id = $1 AND id = $2 AND status = 'dispatched'`, [merchantId, attemptId, intent.id, at]);
    await run("sent", `UPDATE sends SET finished_at = $3, outcome = 'succeeded', http_status = 200, processor_reference = $4
      WHERE merchant_id = $1 AND attempt_id = $2 AND number = 1 AND finished_at IS NULL`, [merchantId, attemptId, at, intent.id]);
    await run("told", `INSERT INTO payment_events (merchant_id, payment_id, seq, kind, at, attempt_id, data) VALUES ($1, $2, 2, 'payment.succeeded', $3, $4, '{}')`, [merchantId, id, at, attemptId]);
    await run("answered", `UPDATE idempotency_keys SET answer_status = 201, answer_body = $3, answered_at = $4, expires_at = $5 WHERE merchant_id = $1 AND key = $2`,
      [merchantId, key, JSON.stringify(answer), at, new Date(at.getTime() + 86_400_000)]);
  });
}

listen(Number(port), async (key, body) => {
  const payment = { id: randomUUID(), attemptId: randomUUID(), at: new Date(), ...body };
  const fingerprint = createHash("sha256").update(JSON.stringify(body)).digest("base64url");
  if (!(await claim(payment, key, fingerprint))) {
    const { rows } = await pool.query("SELECT answer_body FROM idempotency_keys WHERE merchant_id = $1 AND key = $2", [merchantId, key]);
    return JSON.parse(rows[0].answer_body);
  }
  const intent = await charge(processorUrl, payment.id, body.amount, body.currency, body.paymentMethod);
  const answer = { ...payment, status: intent.status, processorReference: intent.id, idempotencyKey: key };
  await close(payment, key, intent, answer);
  return answer;
});
