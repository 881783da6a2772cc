import { clock } from "@/lib/clock";
import { newWireId } from "./intent";
import type { JournalEntry, JournalFilter } from "./store/requests.sql";
import type { Store } from "./store/store";

/** How often entries are written; a kill may lose that much of the journal and nothing of the ledger. */
const FLUSH_INTERVAL_MS = 200;
const PRUNE_EVERY = 1_000;

/** The journal of requests, written in batches so that it costs a payment next to nothing. */
export class Journal {
  readonly #unsaved = new Set<JournalEntry>();
  readonly #timer: NodeJS.Timeout;
  #sinceLastPrune = 0;

  constructor(private readonly store: Store) {
    this.#timer = setInterval(() => this.flush(), FLUSH_INTERVAL_MS);
  }

  start(method: string, path: string, idempotencyKey: string | null): JournalEntry {
    const entry = blankEntry(method, path, idempotencyKey);
    this.#unsaved.add(entry);
    return entry;
  }

  /** An entry that changed while its request is still under way. */
  touch(entry: JournalEntry): void {
    this.#unsaved.add(entry);
  }

  readonly finish = (entry: JournalEntry): void => {
    entry.finishedAt ??= clock.now().toISOString();
    this.#unsaved.add(entry);
  };

  list(filter: JournalFilter): JournalEntry[] {
    this.flush();
    return this.store.listRequests(filter);
  }

  flush(): void {
    if (this.#unsaved.size === 0) return;
    this.store.transaction(() => {
      for (const entry of this.#unsaved) this.store.saveRequest(entry);
      this.#sinceLastPrune += this.#unsaved.size;
      if (this.#sinceLastPrune >= PRUNE_EVERY) {
        this.store.pruneRequests();
        this.#sinceLastPrune = 0;
      }
    });
    this.#unsaved.clear();
  }

  close(): void {
    clearInterval(this.#timer);
    this.flush();
  }
}

/** An entry that is not in the journal, for requests that are none of a processor's. */
export function blankEntry(method: string, path: string, idempotencyKey: string | null): JournalEntry {
  return {
    id: newWireId("req"), at: clock.now().toISOString(), finishedAt: null, method, path, accountId: null, idempotencyKey,
    attempt: null, payment: null, intent: null, fault: null, status: null, charges: 0, replayed: false,
  };
}
