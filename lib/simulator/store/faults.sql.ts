import type { DatabaseSync } from "node:sqlite";
import { type FaultName, isFaultName } from "../faults";

/** A fault armed for every payment of an account, or of all (null); `remaining` null: until it is disarmed. */
export type Arm = { id: string; account: string | null; fault: FaultName; durationMs: number; remaining: number | null };

/** What an outage does to requests: everything hangs, is reset or gets 503; or only look-ups get 503. */
const OUTAGE_KINDS = ["hang", "reset", "503", "list_503"] as const;
type OutageKind = (typeof OUTAGE_KINDS)[number];
export type Outage = { scope: string; account: string | null; kind: OutageKind; untilMs: number | null };

export function faultQueries(database: DatabaseSync) {
  const arms = database.prepare("SELECT * FROM arms ORDER BY id LIMIT 1000");
  const insertArm = database.prepare("INSERT INTO arms (id, account, fault, duration_ms, remaining) VALUES (?, ?, ?, ?, ?)");
  const setRemaining = database.prepare("UPDATE arms SET remaining = ? WHERE id = ?");
  const deleteArm = database.prepare("DELETE FROM arms WHERE id = ?");
  const strike = database.prepare(
    "INSERT INTO strikes (subject, fault, times) VALUES (?, ?, 1) ON CONFLICT (subject, fault) DO UPDATE SET times = times + 1 RETURNING times",
  );
  const outages = database.prepare("SELECT * FROM outages LIMIT 1000");
  const saveOutage = database.prepare("INSERT OR REPLACE INTO outages (scope, account, kind, until_ms) VALUES (?, ?, ?, ?)");
  const deleteOutage = database.prepare("DELETE FROM outages WHERE scope = ?");
  return {
    listArms(): Arm[] {
      return arms.all().flatMap((row) => {
        const fault = String(row.fault);
        const account = row.account === null ? null : String(row.account);
        return isFaultName(fault) ? [{ id: String(row.id), account, fault, durationMs: Number(row.duration_ms), remaining: row.remaining === null ? null : Number(row.remaining) }] : [];
      });
    },
    insertArm(arm: Arm): void {
      insertArm.run(arm.id, arm.account, arm.fault, arm.durationMs, arm.remaining);
    },
    setRemaining(id: string, remaining: number): void {
      setRemaining.run(remaining, id);
    },
    removeArm(id: string): void {
      deleteArm.run(id);
    },
    /** Counts one strike of a fault on one payment and says which it is. */
    countStrike(subject: string, fault: string): number {
      return Number(strike.get(subject, fault)?.times);
    },
    listOutages(): Outage[] {
      return outages.all().flatMap((row) => {
        const kind = OUTAGE_KINDS.find((known) => known === row.kind);
        return kind ? [{ scope: String(row.scope), account: row.account === null ? null : String(row.account), kind, untilMs: row.until_ms === null ? null : Number(row.until_ms) }] : [];
      });
    },
    saveOutage(outage: Outage): void {
      saveOutage.run(outage.scope, outage.account, outage.kind, outage.untilMs);
    },
    removeOutage(scope: string): void {
      deleteOutage.run(scope);
    },
  };
}
