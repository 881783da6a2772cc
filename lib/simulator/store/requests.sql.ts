import type { DatabaseSync } from "node:sqlite";

/** One request that the simulator saw, as the try-it page draws it. */
export type JournalEntry = {
  id: string;
  at: string;
  finishedAt: string | null;
  method: string;
  path: string;
  accountId: string | null;
  idempotencyKey: string | null;
  attempt: string | null;
  payment: string | null;
  intent: string | null;
  fault: string | null;
  /** Null: no status line was sent. */
  status: number | null;
  /** Charges that this request itself made. */
  charges: number;
  replayed: boolean;
};

export type JournalFilter = { attempt: string | null; payment: string | null; idempotencyKey: string | null; account: string | null; sinceMs: number; limit: number };

/** Enough for a long day of trying out, small enough to stay a few MiB. */
const KEPT_ENTRIES = 20_000;

export function requestQueries(database: DatabaseSync) {
  const upsert = database.prepare("INSERT OR REPLACE INTO requests (id, at_ms, attempt, payment, idempotency_key, data) VALUES (?, ?, ?, ?, ?, ?)");
  const select = database.prepare(
    `SELECT data FROM requests WHERE (?1 IS NULL OR attempt = ?1) AND (?2 IS NULL OR payment = ?2) AND (?3 IS NULL OR idempotency_key = ?3)
     AND (?4 IS NULL OR data ->> '$.accountId' = ?4) AND at_ms >= ?5 ORDER BY at_ms DESC, rowid DESC LIMIT ?6`,
  );
  const prune = database.prepare("DELETE FROM requests WHERE rowid <= (SELECT max(rowid) FROM requests) - ?");
  return {
    saveRequest(entry: JournalEntry): void {
      upsert.run(entry.id, Date.parse(entry.at), entry.attempt, entry.payment, entry.idempotencyKey, JSON.stringify(entry));
    },
    /** The newest of those that match, oldest first. */
    listRequests(filter: JournalFilter): JournalEntry[] {
      const rows = select.all(filter.attempt, filter.payment, filter.idempotencyKey, filter.account, filter.sinceMs, filter.limit);
      return rows.map((row) => JSON.parse(String(row.data)) as JournalEntry).reverse();
    },
    pruneRequests(): void {
      prune.run(KEPT_ENTRIES);
    },
  };
}
