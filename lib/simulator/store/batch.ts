/** Together at most so many: one batch must not hold up what arrives meanwhile. */
const BATCH_MAX = 256;

type Waiting = { run: () => void; fail: (error: unknown) => void; settle: () => void };

/**
 * Puts the work of requests that arrive in the same moment into one transaction; each is told when it is committed.
 * A batch that fails runs again one by one, so that only the one at fault hears of it.
 */
export class Batch {
  #waiting: Waiting[] = [];
  #isPlanned = false;

  constructor(private readonly transaction: (work: () => void) => void) {}

  /** `work` is synchronous and may run twice. */
  add<Result>(work: () => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      let result: { value: Result } | undefined;
      this.#waiting.push({
        run: () => {
          result = { value: work() };
        },
        fail: reject,
        settle: () => (result ? resolve(result.value) : reject(new Error("The work did not run."))),
      });
      if (this.#waiting.length >= BATCH_MAX) this.#flush();
      else this.#plan();
    });
  }

  #plan(): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    setImmediate(() => {
      this.#isPlanned = false;
      this.#flush();
    });
  }

  #flush(): void {
    const batch = this.#waiting;
    if (batch.length === 0) return;
    this.#waiting = [];
    try {
      this.transaction(() => {
        for (const each of batch) each.run();
      });
    } catch {
      for (const each of batch) this.#runAlone(each);
      return;
    }
    for (const each of batch) each.settle();
  }

  #runAlone(each: Waiting): void {
    try {
      this.transaction(each.run);
    } catch (error) {
      each.fail(error);
      return;
    }
    each.settle();
  }
}
