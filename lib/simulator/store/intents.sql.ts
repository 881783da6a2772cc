import type { DatabaseSync } from "node:sqlite";
import { type Intent, toSeconds } from "../intent";

export type ListFilter = {
  account: string;
  /** Bounds in whole seconds, both ends included. */
  fromS: number;
  toS: number;
  limit: number;
  startingAfter: string | null;
  endingBefore: string | null;
  nowMs: number;
};

export function intentQueries(database: DatabaseSync) {
  const insert = database.prepare("INSERT INTO intents (id, account, created_s, visible_from_ms, settles_at_ms, data) VALUES (?, ?, ?, ?, ?, ?)");
  const update = database.prepare("UPDATE intents SET visible_from_ms = ?, settles_at_ms = ?, data = ? WHERE account = ? AND id = ?");
  const byId = database.prepare("SELECT data FROM intents WHERE account = ? AND id = ?");
  const seqOf = database.prepare("SELECT seq FROM intents WHERE account = ? AND id = ?");
  const due = database.prepare("SELECT data FROM intents WHERE settles_at_ms <= ? ORDER BY settles_at_ms LIMIT 100");
  const older = database.prepare(
    `SELECT data FROM intents WHERE account = ? AND created_s BETWEEN ? AND ? AND visible_from_ms <= ? AND seq < ? ORDER BY seq DESC LIMIT ?`,
  );
  const newer = database.prepare(
    `SELECT data FROM intents WHERE account = ? AND created_s BETWEEN ? AND ? AND visible_from_ms <= ? AND seq > ? ORDER BY seq ASC LIMIT ?`,
  );
  return {
    insertIntent(intent: Intent): void {
      insert.run(intent.id, intent.account, toSeconds(intent.createdMs), intent.visibleFromMs, intent.settlesAtMs, JSON.stringify(intent));
    },
    updateIntent(intent: Intent): void {
      update.run(intent.visibleFromMs, intent.settlesAtMs, JSON.stringify(intent), intent.account, intent.id);
    },
    findIntent(account: string, id: string): Intent | null {
      return toIntent(byId.get(account, id));
    },
    intentsToSettle(nowMs: number): Intent[] {
      return due.all(nowMs).flatMap((row) => toIntent(row) ?? []);
    },
    /** Newest first. Null where the cursor names nothing. One more than asked for tells whether there is more. */
    listIntents(filter: ListFilter): { intents: Intent[]; hasMore: boolean } | null {
      const cursor = filter.endingBefore ?? filter.startingAfter;
      const cursorRow = cursor === null ? null : seqOf.get(filter.account, cursor);
      if (cursor !== null && !cursorRow) return null;
      const forwards = filter.endingBefore === null;
      const from = cursorRow ? Number(cursorRow.seq) : Number.MAX_SAFE_INTEGER;
      const rows = (forwards ? older : newer).all(filter.account, filter.fromS, filter.toS, filter.nowMs, from, filter.limit + 1);
      const intents = rows.slice(0, filter.limit).flatMap((row) => toIntent(row) ?? []);
      return { intents: forwards ? intents : intents.reverse(), hasMore: rows.length > filter.limit };
    },
  };
}

/** Rows hold what `insertIntent` wrote: the shape is this module's own. */
function toIntent(row: Record<string, unknown> | undefined): Intent | null {
  return row && typeof row.data === "string" ? (JSON.parse(row.data) as Intent) : null;
}
