import { connectionById } from "./connections";
import { type DueAttempt, dueLooks, dueSends, putOff } from "./due-attempts.sql";
import { inLanes } from "./in-lanes";
import { INQUIRY_EVERY_MS, inquire } from "./inquire";
import { loadOperation } from "./load-operation.sql";
import { attemptById } from "./operation";
import { resend } from "./resend";
import { takeQueued } from "./take-queued";

/** One round asks about so many: a sweep of the list serves all of a connection, the rest waits for the next round. */
const LOOKS_MAX = 500;
/** Sends under way at once in this process: each holds a socket, none holds a database connection. */
const SENDS_AT_ONCE_MAX = 128;
/** Resends of one connection at once: a processor that comes back is not met by all of them together. */
const RESENDS_AT_ONCE_MAX = 16;
/** A connection that can't be read is looked for again after a minute. */
const GONE_PUT_OFF_MS = 60_000;

/** What this process is at: a hanging processor holds up its own connection's round and nobody else's. */
const attemptsUnderway = new Set<string>();
/** By connection and by what is looked for; the value is the connection. */
const connectionsUnderway = new Map<string, string>();

export type RecoveryRound = {
  due: number;
  /** Settles when everything that this round started has ended; the first failure is thrown then. */
  done: Promise<void>;
};

/**
 * One round of recovery: everything due is taken, asked about or sent again. Any number of workers may run it at once;
 * each write takes what it read into its WHERE, and a lost race is harmless.
 */
export async function recoverAttempts(): Promise<RecoveryRound> {
  // Those under way are granted within moments and then no longer due: twice the limit always leaves new ones in sight.
  const [sends, looks] = await Promise.all([dueSends(2 * SENDS_AT_ONCE_MAX), dueLooks(LOOKS_MAX, [...connectionsUnderway.values()])]);
  const started: Promise<void>[] = [];
  for (const attempt of sends) {
    if (attemptsUnderway.size >= SENDS_AT_ONCE_MAX) break;
    if (attemptsUnderway.has(attempt.id)) continue;
    attemptsUnderway.add(attempt.id);
    started.push(takeOne(attempt).finally(() => attemptsUnderway.delete(attempt.id)));
  }
  for (const [slot, group] of Map.groupBy(looks, slotOf)) {
    const [first] = group;
    if (!first || connectionsUnderway.has(slot)) continue;
    connectionsUnderway.set(slot, first.connection_id);
    started.push(askTogether(group).finally(() => connectionsUnderway.delete(slot)));
  }
  return { due: sends.length + looks.length, done: endOf(started) };
}

/** Attempts that failed by absence are looked up again apart from open ones: they are claimed under other terms. */
const slotOf = (attempt: DueAttempt) => `${attempt.merchant_id} ${attempt.connection_id} ${attempt.status === "failed" ? "after_failure" : "schedule"}`;

async function endOf(started: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(started)).find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}

async function takeOne({ merchant_id, operation_id, id }: DueAttempt): Promise<void> {
  const state = await loadOperation(merchant_id, operation_id);
  if (state) await takeQueued(state, id);
}

async function askTogether(group: readonly DueAttempt[]): Promise<void> {
  const [first] = group;
  if (!first) return;
  const merchantId = first.merchant_id;
  const connection = await connectionById(merchantId, first.connection_id);
  const attemptIds = group.map((attempt) => attempt.id);
  if (!connection) return putOff(merchantId, attemptIds, GONE_PUT_OFF_MS);
  const trigger = first.status === "failed" ? "after_failure" : "schedule";
  const inquired = await inquire({ merchantId, connectionId: first.connection_id, attemptIds, trigger, actor: null });
  // Somebody else has just asked about these: their next look stands for this one.
  const skipped = attemptIds.filter((id) => !inquired.some((answer) => answer.attemptId === id));
  if (skipped.length > 0) await putOff(merchantId, skipped, INQUIRY_EVERY_MS);
  const absent = inquired.filter(({ finding, state, attemptId }) => finding.kind === "not_found" && attemptById(state, attemptId).status === "unknown");
  await inLanes(absent, RESENDS_AT_ONCE_MAX, ({ state, attemptId }) => resend(state, attemptId, connection));
}
