import { clock } from "@/lib/clock";
import { TOLD_KEPT_MAX } from "@/lib/contract/console/payment-detail";
import type { ToldAnswer } from "@/lib/db/generated/client";
import { trackDetached } from "@/lib/drain";
import { newId } from "@/lib/id";
import { insertToldAnswers, pruneToldAnswers } from "./told-answers.sql";

/** Written together once a second: a crash may lose the last second of what clients were told, never what is known of money. */
const FLUSH_EVERY_MS = 1_000;
/** Past so many unwritten rows the oldest are dropped: the list is for people, the database's being away is not. */
const UNWRITTEN_MAX = 20_000;
/** One statement writes at most so many. */
const BATCH_MAX = 2_000;

export type Told = Omit<ToldAnswer, "id" | "at">;

const unwritten: ToldAnswer[] = [];
let timer: NodeJS.Timeout | undefined;
/** How many rows this process wrote of a key since it was last pruned. */
const grown = new Map<string, { merchantId: string; operationId: string; count: number }>();

/** Notes what a client was told about its key. Returns at once. */
export function noteTold(told: Told): void {
  if (unwritten.length >= UNWRITTEN_MAX) unwritten.shift();
  unwritten.push({ ...told, id: newId(), at: clock.now() });
  timer ??= setTimeout(() => void trackDetached(flushTold().catch(() => undefined)), FLUSH_EVERY_MS);
}

/** Writes what is noted; called by the timer, and when a process stops. */
export async function flushTold(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  while (unwritten.length > 0) {
    const batch = lastOfEachKey(unwritten.splice(0, BATCH_MAX));
    await insertToldAnswers(batch);
    for (const row of batch) countGrowth(row);
  }
  for (const [slot, key] of grown) {
    if (key.count < TOLD_KEPT_MAX) continue;
    grown.delete(slot);
    await pruneToldAnswers(key.merchantId, key.operationId, TOLD_KEPT_MAX);
  }
}

/** A retry storm on one key writes its last hundred, not its thousands. */
function lastOfEachKey(rows: readonly ToldAnswer[]): ToldAnswer[] {
  return [...Map.groupBy(rows, (row) => row.operationId).values()].flatMap((group) => group.slice(-TOLD_KEPT_MAX));
}

function countGrowth(row: ToldAnswer): void {
  // Keys that are asked about once never need pruning: forgetting them only delays it.
  if (grown.size > UNWRITTEN_MAX) grown.clear();
  const key = grown.get(row.operationId) ?? { merchantId: row.merchantId, operationId: row.operationId, count: 0 };
  grown.set(row.operationId, { ...key, count: key.count + 1 });
}
