import type { DatabaseSync } from "node:sqlite";
import type { ListFilter } from "./intents.sql";

export type StoredEvent = { id: string; account: string; type: string; createdS: number; visibleFromMs: number; body: string };
export type Endpoint = { id: string; account: string; url: string; secret: string };
export type DueDelivery = { seq: number; tries: number; body: string; url: string; secret: string };

export function eventQueries(database: DatabaseSync) {
  const insert = database.prepare("INSERT INTO events (id, account, type, created_s, visible_from_ms, body) VALUES (?, ?, ?, ?, ?, ?)");
  const list = database.prepare(
    "SELECT id, body FROM events WHERE account = ? AND created_s BETWEEN ? AND ? AND visible_from_ms <= ? AND seq < ? ORDER BY seq DESC LIMIT ?",
  );
  const seqOf = database.prepare("SELECT seq FROM events WHERE account = ? AND id = ?");
  const endpointsOf = database.prepare("SELECT * FROM endpoints WHERE ?1 IS NULL OR account = ?1 ORDER BY id LIMIT 1000");
  const upsertEndpoint = database.prepare(
    "INSERT INTO endpoints (id, account, url, secret) VALUES (?, ?, ?, ?) ON CONFLICT (account, url) DO UPDATE SET secret = excluded.secret RETURNING id",
  );
  const deleteEndpoint = database.prepare("DELETE FROM endpoints WHERE id = ?");
  const insertDelivery = database.prepare("INSERT INTO deliveries (event, endpoint, due_ms) VALUES (?, ?, ?)");
  const due = database.prepare(
    `SELECT d.seq, d.tries, e.body, p.url, p.secret FROM deliveries d JOIN events e ON e.id = d.event JOIN endpoints p ON p.id = d.endpoint
     WHERE d.due_ms <= ? ORDER BY d.due_ms LIMIT ?`,
  );
  const postpone = database.prepare("UPDATE deliveries SET tries = tries + 1, due_ms = ? WHERE seq = ?");
  const pending = database.prepare("SELECT count(*) AS pending FROM deliveries WHERE event = ?");
  const done = database.prepare("DELETE FROM deliveries WHERE seq = ?");
  return {
    insertEvent(event: StoredEvent): void {
      insert.run(event.id, event.account, event.type, event.createdS, event.visibleFromMs, event.body);
    },
    listEvents(filter: ListFilter): { bodies: string[]; hasMore: boolean } | null {
      const cursorRow = filter.startingAfter === null ? null : seqOf.get(filter.account, filter.startingAfter);
      if (filter.startingAfter !== null && !cursorRow) return null;
      const from = cursorRow ? Number(cursorRow.seq) : Number.MAX_SAFE_INTEGER;
      const rows = list.all(filter.account, filter.fromS, filter.toS, filter.nowMs, from, filter.limit + 1);
      return { bodies: rows.slice(0, filter.limit).map((row) => String(row.body)), hasMore: rows.length > filter.limit };
    },
    listEndpoints(account: string | null): Endpoint[] {
      return endpointsOf.all(account).map((row) => ({ id: String(row.id), account: String(row.account), url: String(row.url), secret: String(row.secret) }));
    },
    /** One endpoint per account and address: registering again replaces its secret. */
    saveEndpoint(endpoint: Endpoint): string {
      return String(upsertEndpoint.get(endpoint.id, endpoint.account, endpoint.url, endpoint.secret)?.id);
    },
    removeEndpoint(id: string): boolean {
      return deleteEndpoint.run(id).changes > 0;
    },
    insertDelivery(event: string, endpoint: string, dueMs: number): void {
      insertDelivery.run(event, endpoint, dueMs);
    },
    dueDeliveries(nowMs: number, limit: number): DueDelivery[] {
      return due.all(nowMs, limit).map((row) => ({ seq: Number(row.seq), tries: Number(row.tries), body: String(row.body), url: String(row.url), secret: String(row.secret) }));
    },
    postponeDelivery(seq: number, dueMs: number): void {
      postpone.run(dueMs, seq);
    },
    pendingDeliveries(event: string): number {
      return Number(pending.get(event)?.pending);
    },
    removeDelivery(seq: number): void {
      done.run(seq);
    },
  };
}
