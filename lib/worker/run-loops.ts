import { clock } from "@/lib/clock";
import { log } from "@/lib/log";
import { countLoopError, noteLoopStart } from "@/lib/metrics";

/** Something the worker does again and again: never twice at once in one process. */
export type Loop = {
  name: string;
  everyMs: number;
  /** One round. It ends early where `signal` says that the process is stopping. */
  run(signal: AbortSignal): Promise<void>;
};

/** A loop that keeps failing (the database is away) is tried less and less often, up to once a minute. */
const BACKOFF_MAX_MS = 60_000;

/** Starts all loops; `stop` waits for the rounds under way. */
export function runLoops(loops: readonly Loop[]): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const running = loops.map((loop) => keepRunning(loop, stopping.signal));
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(running);
    },
  };
}

async function keepRunning(loop: Loop, signal: AbortSignal): Promise<void> {
  let failures = 0;
  let dueMs = clock.monotonicMs();
  while (!signal.aborted) {
    const startedMs = clock.monotonicMs();
    noteLoopStart(loop.name, Math.max(0, startedMs - dueMs));
    try {
      await loop.run(signal);
      failures = 0;
    } catch (error) {
      failures += 1;
      countLoopError(loop.name);
      log().error({ loop: loop.name, failures, err: error }, "a loop of the worker failed; it is tried again");
    }
    const pauseMs = pauseAfter(loop.everyMs, failures);
    dueMs = clock.monotonicMs() + pauseMs;
    await pause(pauseMs, signal);
  }
}

/** The usual pause, doubled with each failure in a row. */
export function pauseAfter(everyMs: number, failures: number): number {
  // 2^16 is far beyond the limit for any period; without the bound the power would overflow.
  return failures === 0 ? everyMs : Math.min(Math.max(everyMs, BACKOFF_MAX_MS), everyMs * 2 ** Math.min(failures, 16));
}

function pause(pauseMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, pauseMs);
    signal.addEventListener("abort", finish, { once: true });
  });
}
