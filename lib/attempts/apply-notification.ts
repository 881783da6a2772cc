import { env } from "@/lib/env";
import { inquire } from "./inquire";
import { attemptOfNotification, type DueNotification, dueNotifications, endNotification, takeNotification } from "./notifications.sql";

const ROUND_MAX = 100;
/** A processor that can't be asked now is asked again so often; the schedule of the attempt goes on beside it. */
const TRIES_MAX = 8;
/** Doubled with each try: 5 s, 10 s … 10 min. */
const RETRY_MS = 5_000;
/** Notifications acted on at once. */
const AT_ONCE_MAX = 8;

/** One round over stored notifications. Each is a hint: the object is read again before anything is closed. */
export async function applyNotifications(): Promise<number> {
  const due = await dueNotifications(ROUND_MAX);
  const queue = due.values();
  await Promise.all(Array.from({ length: Math.min(AT_ONCE_MAX, due.length) }, async () => {
    for (const row of queue) await applyNotification(row);
  }));
  return due.length;
}

async function applyNotification(row: DueNotification): Promise<void> {
  const againMs = Math.min(RETRY_MS * 2 ** row.tries, 600_000) + env().LATCHKEY_PROCESSOR_TIMEOUT_MS;
  if (!(await takeNotification(row, againMs))) return;
  const conclusion = await conclude(row);
  if (conclusion) await endNotification(row, conclusion);
}

/** What became of it, or null where it has to be tried again. */
async function conclude(row: DueNotification): Promise<string | null> {
  if (row.object_reference === null) return "not about a payment";
  const attempt = await attemptOfNotification(row);
  if (!attempt) return "no attempt of ours";
  // Settles only that connection's attempts: another's secret signed it.
  if (attempt.connection_id !== row.connection_id) return "another connection's attempt";
  const [answer] = await inquire({
    merchantId: row.merchant_id, connectionId: row.connection_id, attemptIds: [attempt.id], trigger: "notification", actor: null, hintReference: row.object_reference,
  });
  const settled = answer !== undefined && answer.finding.kind !== "inconclusive";
  if (settled) return `read again: ${answer.state.operation.status}`;
  return row.tries + 1 >= TRIES_MAX ? "could not be read again; left to the schedule" : null;
}
