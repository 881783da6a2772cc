import { env } from "@/lib/env";
import { isStorageFailure } from "./transaction";

/**
 * Group commit: work that arrives while a batch is on its way waits and goes together as the next one, so that many
 * requests share one commit. An idle lane runs a batch of one at once, so nothing is slower for it.
 */
export type GroupCommitOptions<In, Out> = {
  /** Batches under way at once. */
  lanesMax: number;
  /** While one is under way, the next does not start before so many wait: each batch costs a commit, whatever its size. */
  furtherLaneFrom: number;
  batchSizeMax: number;
  /** A batch holds a key once; the second waits for the next batch and is read as a duplicate there. */
  keyOf: (item: In) => string;
  /** Whose it is: the settings may keep merchants in commits of their own. */
  merchantOf: (item: In) => string;
  /** One statement for all; results in the order of the items. Throws when any of them can't be stored. */
  runBatch: (items: readonly In[]) => Promise<readonly Out[]>;
  onBatch?: (size: number) => void;
};

/** Measured at 16 and 64 clients: from here on a second commit at once is faster than a bigger batch. */
export const FURTHER_LANE_FROM = 8;

type Waiting<In, Out> = { item: In; resolve: (value: Out) => void; reject: (reason: unknown) => void };

export class GroupCommit<In, Out> {
  private waiting: Waiting<In, Out>[] = [];
  private lanesBusy = 0;

  constructor(private readonly options: GroupCommitOptions<In, Out>) {}

  submit(item: In): Promise<Out> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      this.startLane();
    });
  }

  private startLane(): void {
    const { lanesMax, furtherLaneFrom } = this.options;
    const needed = this.lanesBusy === 0 ? 1 : furtherLaneFrom;
    if (this.lanesBusy >= lanesMax || this.waiting.length < needed) return;
    this.lanesBusy += 1;
    void this.runLane();
  }

  private async runLane(): Promise<void> {
    // Everything that arrives in this turn of the event loop joins the first batch.
    await new Promise(setImmediate);
    for (let batch = this.takeBatch(); batch.length > 0; batch = this.takeBatch()) await this.settle(batch);
    this.lanesBusy -= 1;
  }

  private takeBatch(): Waiting<In, Out>[] {
    const batch: Waiting<In, Out>[] = [];
    const later: Waiting<In, Out>[] = [];
    const keys = new Set<string>();
    const [first] = this.waiting;
    const onlyOf = first && env().LATCHKEY_GROUP_COMMIT === "merchant" ? this.options.merchantOf(first.item) : null;
    for (const entry of this.waiting) {
      const key = this.options.keyOf(entry.item);
      const isApart = onlyOf !== null && this.options.merchantOf(entry.item) !== onlyOf;
      if (batch.length >= this.options.batchSizeMax || keys.has(key) || isApart) later.push(entry);
      else {
        keys.add(key);
        batch.push(entry);
      }
    }
    this.waiting = later;
    return batch;
  }

  private async settle(batch: readonly Waiting<In, Out>[]): Promise<void> {
    this.options.onBatch?.(batch.length);
    try {
      const results = await this.options.runBatch(batch.map((entry) => entry.item));
      batch.forEach((entry, index) => entry.resolve(results[index] as Out));
    } catch (error) {
      const [only] = batch;
      if (batch.length === 1 && only) only.reject(error);
      // Storage is away: each caller finds out by itself whether its row was committed.
      else if (isStorageFailure(error)) for (const entry of batch) entry.reject(error);
      // One bad row fails its batch: run again one by one, under the same ids, so that each keeps its own verdict.
      else for (const entry of batch) await this.settle([entry]);
    }
  }
}
