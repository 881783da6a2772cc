import { GroupCommit } from "@/lib/db/group-commit";
import { observeBatch } from "@/lib/metrics";
import { isStorageFailure, sqlState } from "@/lib/db/transaction";
import type { Draft } from "./draft";
import type { OperationState } from "./operation";
import { saveDrafts } from "./save-operation.sql";
import { announceChange } from "./change-signal";

/** Two lanes keep the disk busy while the next batch gathers; 64 changes are about one page of WAL each way. */
const lane = new GroupCommit<Draft, boolean>({
  lanesMax: 2,
  batchSizeMax: 64,
  keyOf: (draft) => `${draft.operation.merchantId}${draft.operation.id}`,
  onBatch: (size) => observeBatch("close", size),
  runBatch: async (drafts) => {
    const stored = await saveDrafts(drafts);
    return drafts.map((draft) => stored.has(draft.operation.id));
  },
});

/** 40001 and 40P01 leave nothing behind: a batch that met one runs again one by one, and a single so often. */
const TRIES_MAX = 3;

/**
 * Stores a draft. The new state, or null where the operation had moved on since it was read: read again and decide
 * again. Changes of many requests share a commit; each keeps its own verdict.
 */
export async function saveOperation(draft: Draft): Promise<OperationState | null> {
  for (let tries = 1; ; tries += 1) {
    try {
      if (!(await lane.submit(draft))) return null;
      announceChange(draft.operation.merchantId, draft.operation.id);
      return draft.after();
    } catch (error) {
      const again = !isStorageFailure(error) && ["40001", "40P01"].includes(sqlState(error) ?? "");
      if (!again || tries >= TRIES_MAX) throw error;
    }
  }
}
