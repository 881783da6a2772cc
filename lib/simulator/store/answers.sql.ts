import type { DatabaseSync } from "node:sqlite";

export type KeptAnswer = { fingerprint: string; status: number; body: string; requestId: string };

/** Stripe v1 keeps a key for 24 h; after that it is a new one. */
const KEPT_FOR_MS = 24 * 60 * 60 * 1_000;
/** A minute's worth of a busy day, in a few milliseconds. */
const PURGE_BATCH = 5_000;

export function answerQueries(database: DatabaseSync) {
  const select = database.prepare("SELECT fingerprint, status, body, request_id FROM kept_answers WHERE account = ? AND idempotency_key = ? AND at_ms > ?");
  const upsert = database.prepare(
    "INSERT OR REPLACE INTO kept_answers (account, idempotency_key, fingerprint, status, body, request_id, at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const purge = database.prepare(
    "DELETE FROM kept_answers WHERE rowid IN (SELECT rowid FROM (SELECT rowid, at_ms FROM kept_answers ORDER BY rowid LIMIT ?) WHERE at_ms <= ?)",
  );
  return {
    /** Drops the oldest answers that are past their day. Their order is that of their time, so the first ones are enough to look at. */
    purgeAnswers(nowMs: number): void {
      purge.run(PURGE_BATCH, nowMs - KEPT_FOR_MS);
    },
    findAnswer(account: string, key: string, nowMs: number): KeptAnswer | null {
      const row = select.get(account, key, nowMs - KEPT_FOR_MS);
      return row ? { fingerprint: String(row.fingerprint), status: Number(row.status), body: String(row.body), requestId: String(row.request_id) } : null;
    },
    keepAnswer(account: string, key: string, answer: KeptAnswer, nowMs: number): void {
      upsert.run(account, key, answer.fingerprint, answer.status, answer.body, answer.requestId, nowMs);
    },
  };
}
