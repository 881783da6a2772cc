import { isDefinite } from "@/lib/attempts/attempt-state";
import { onNextChange } from "@/lib/attempts/change-signal";
import { stoppingSignal } from "@/lib/drain";
import { readVersions, type WatchedPayment } from "./await-settlement.sql";

/** Changes made by other processes are seen within this time; those of this process wake at once. */
const POLL_EVERY_MS = 200;
/** Past so many waiting requests a process answers the next ones at once with what it knows. */
const WAITING_MAX = 10_000;

type Waiting = { merchantId: string; id: string; sinceVersion: number | null; wake: () => void };
const waiting = new Set<Waiting>();
let timer: NodeJS.Timeout | undefined;

export type AwaitTerms = {
  /** Wait until the version differs from this one; null: until the outcome is definite. */
  sinceVersion: number | null;
  waitMs: number;
};

/**
 * Waits for one payment: resolves when what is waited for has come, when the time is up, or when this process stops.
 * All waiting requests of a process share one poll. False where nobody may wait: too many do, or the process stops.
 */
export async function awaitSettlement(merchantId: string, paymentId: string, terms: AwaitTerms): Promise<boolean> {
  if (terms.waitMs <= 0 || waiting.size >= WAITING_MAX || stoppingSignal().aborted) return false;
  await new Promise<void>((resolve) => {
    const entry: Waiting = { merchantId, id: paymentId, sinceVersion: terms.sinceVersion, wake: end };
    const limit = setTimeout(end, terms.waitMs);
    const stopListening = onNextChange(merchantId, paymentId, pollSoon);
    stoppingSignal().addEventListener("abort", end);
    waiting.add(entry);
    timer ??= setInterval(() => void poll(), POLL_EVERY_MS);
    function end() {
      clearTimeout(limit);
      stopListening();
      stoppingSignal().removeEventListener("abort", end);
      waiting.delete(entry);
      if (waiting.size === 0) stopPolling();
      resolve();
    }
    void poll();
  });
  return true;
}

function stopPolling(): void {
  clearInterval(timer);
  timer = undefined;
}

/** A change in this process: everybody who waits hears of it in this turn of the event loop, with one statement. */
let isPollDue = false;
function pollSoon(): void {
  if (isPollDue) return;
  isPollDue = true;
  setImmediate(() => {
    isPollDue = false;
    void poll();
  });
}

let polling = false;
let pollAgain = false;

async function poll(): Promise<void> {
  if (polling) {
    pollAgain = true;
    return;
  }
  polling = true;
  try {
    do {
      pollAgain = false;
      await pollOnce();
    } while (pollAgain && waiting.size > 0);
  } catch {
    // The database is away for a moment: the next tick asks again, and every wait has an end of its own.
  } finally {
    polling = false;
  }
}

async function pollOnce(): Promise<void> {
  const watched = new Map([...waiting].map((entry) => [entry.id, { merchantId: entry.merchantId, id: entry.id }]));
  if (watched.size === 0) return;
  const rows = new Map((await readVersions([...watched.values()])).map((row) => [row.id, row]));
  for (const entry of waiting) {
    const row = rows.get(entry.id);
    if (row && hasCome(entry, row)) entry.wake();
  }
}

function hasCome(entry: Waiting, row: WatchedPayment): boolean {
  return entry.sinceVersion === null ? isDefinite(row.status) : row.version !== entry.sinceVersion;
}
