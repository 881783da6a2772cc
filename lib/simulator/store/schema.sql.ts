import { DatabaseSync } from "node:sqlite";

/**
 * The simulator's own storage. An intent, its charges, its event and the answer kept under its key are written in
 * one transaction, so that a kill at any moment leaves a processor that is right about itself.
 */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS intents (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, account TEXT NOT NULL, created_s INTEGER NOT NULL,
  visible_from_ms INTEGER NOT NULL, settles_at_ms INTEGER, data TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS intents_list ON intents (account, seq);
CREATE INDEX IF NOT EXISTS intents_list_by_time ON intents (account, created_s);
CREATE INDEX IF NOT EXISTS intents_to_settle ON intents (settles_at_ms) WHERE settles_at_ms IS NOT NULL;
CREATE TABLE IF NOT EXISTS charges (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, account TEXT NOT NULL, intent TEXT NOT NULL, at_ms INTEGER NOT NULL,
  amount INTEGER NOT NULL, currency TEXT NOT NULL, attempt TEXT, payment TEXT, idempotency_key TEXT, fault TEXT, metadata TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS charges_by_payment ON charges (payment);
CREATE INDEX IF NOT EXISTS charges_by_attempt ON charges (attempt);
CREATE TABLE IF NOT EXISTS kept_answers (
  account TEXT NOT NULL, idempotency_key TEXT NOT NULL, fingerprint TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL,
  request_id TEXT NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (account, idempotency_key)
) STRICT;
CREATE TABLE IF NOT EXISTS events (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, account TEXT NOT NULL, type TEXT NOT NULL, created_s INTEGER NOT NULL,
  visible_from_ms INTEGER NOT NULL, body TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS events_list ON events (account, seq);
CREATE TABLE IF NOT EXISTS endpoints (
  id TEXT PRIMARY KEY, account TEXT NOT NULL, url TEXT NOT NULL, secret TEXT NOT NULL, UNIQUE (account, url)
) STRICT;
CREATE TABLE IF NOT EXISTS deliveries (
  seq INTEGER PRIMARY KEY, event TEXT NOT NULL, endpoint TEXT NOT NULL, due_ms INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX IF NOT EXISTS deliveries_by_event ON deliveries (event);
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (due_ms);
CREATE TABLE IF NOT EXISTS arms (
  id TEXT PRIMARY KEY, account TEXT, fault TEXT NOT NULL, duration_ms INTEGER NOT NULL, remaining INTEGER
) STRICT;
CREATE TABLE IF NOT EXISTS strikes (subject TEXT NOT NULL, fault TEXT NOT NULL, times INTEGER NOT NULL, PRIMARY KEY (subject, fault)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outages (scope TEXT PRIMARY KEY, account TEXT, kind TEXT NOT NULL, until_ms INTEGER) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS requests (
  id TEXT PRIMARY KEY, at_ms INTEGER NOT NULL, attempt TEXT, payment TEXT, idempotency_key TEXT, data TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS requests_by_time ON requests (at_ms);
CREATE INDEX IF NOT EXISTS requests_by_attempt ON requests (attempt);
CREATE INDEX IF NOT EXISTS requests_by_payment ON requests (payment);
`;

/** Opens (and where new, makes) the storage; `:memory:` for one that goes away. */
export function openDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  // WAL with NORMAL keeps every commit through a kill of the process; only a power cut could lose the last ones.
  // The cache (64 MiB) and the longer log keep a load test from waiting for the disk.
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 8000;");
  database.exec(SCHEMA);
  return database;
}

/** Runs `work` as one transaction. Everything in it is synchronous, so nothing comes in between. */
export function inTransaction<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}
