import { FURTHER_LANE_FROM, GroupCommit } from "@/lib/db/group-commit";
import { encodeId } from "@/lib/id";
import { log } from "@/lib/log";
import { countContradiction, observeBatch } from "@/lib/metrics";
import { announceChange } from "./change-signal";
import { closeSent, closesOneSend } from "./close-sent.sql";
import type { Draft } from "./draft";
import type { OperationState } from "./operation";
import { type Shape, saveDrafts, shapeOf } from "./save-operation.sql";

const keyOf = (draft: Draft) => `${draft.operation.merchantId}${draft.operation.id}`;
const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));

/** Batches of drafts, stored in one order of locking by every process, or two of them would wait for each other. */
function laneOf(store: (drafts: readonly Draft[]) => Promise<ReadonlySet<string>>): GroupCommit<Draft, boolean> {
  return new GroupCommit({
    // A second lane keeps the disk busy while the next batch gathers; 64 changes are about one page of WAL each way.
    lanesMax: 2,
    batchSizeMax: 64,
    furtherLaneFrom: FURTHER_LANE_FROM,
    keyOf,
    merchantOf: (draft) => draft.operation.merchantId,
    onBatch: (size) => observeBatch("close", size),
    runBatch: async (drafts) => {
      const stored = await store(drafts.toSorted((a, b) => compare(keyOf(a), keyOf(b))));
      return drafts.map((draft) => stored.has(draft.operation.id));
    },
  });
}

/** Statements of their own, and so lanes of their own: a batch is stored as a whole or not at all. */
const closing = laneOf(closeSent);
const saving: Readonly<Record<Shape, GroupCommit<Draft, boolean>>> = {
  settle: laneOf((drafts) => saveDrafts("settle", drafts)),
  grant: laneOf((drafts) => saveDrafts("grant", drafts)),
  start: laneOf((drafts) => saveDrafts("start", drafts)),
};

/**
 * Stores a draft. The new state, or null where the operation had moved on since it was read: read again and decide
 * again. Changes of many requests share a commit; each keeps its own verdict.
 */
export async function saveOperation(draft: Draft): Promise<OperationState | null> {
  const lane = closesOneSend(draft) ? closing : saving[shapeOf(draft)];
  if (!(await lane.submit(draft))) return null;
  announceChange(draft.operation.merchantId, draft.operation.id);
  alertOf(draft);
  return draft.after();
}

/** What an on-call engineer is to hear of at once: a line in the log, and a counter to alert on. */
function alertOf(draft: Draft): void {
  for (const { kind, detail } of draft.discrepancies) {
    countContradiction(kind);
    log().error({ paymentId: encodeId("payment", draft.operation.id), kind }, `a payment is contradicted: ${detail}`);
  }
}
