import { setTimeout as sleep } from "node:timers/promises";

const HOLDER = Symbol.for("latchkey.drain");
type State = { detached: Set<Promise<unknown>>; stopping: AbortController };
type Holder = { [HOLDER]?: State };

/** On globalThis, because Next bundles routes apart from the server that stops them. */
function state(): State {
  const holder = globalThis as Holder;
  holder[HOLDER] ??= { detached: new Set(), stopping: new AbortController() };
  return holder[HOLDER];
}

/**
 * Keeps the process alive for work that no request waits for: a send whose client hung up or did not wait.
 * Whoever detaches a promise handles its failure; here it is only awaited.
 */
export function trackDetached<T>(work: Promise<T>): Promise<T> {
  const { detached } = state();
  detached.add(work);
  const forget = () => detached.delete(work);
  work.then(forget, forget);
  return work;
}

/** Aborted when this process begins to stop: waiting requests and long polls answer at once with what they know. */
export function stoppingSignal(): AbortSignal {
  return state().stopping.signal;
}

export function beginStopping(): void {
  state().stopping.abort();
}

/** Waits until all detached work is done, or the time is up; true where nothing is left. */
export async function drained(limitMs: number): Promise<boolean> {
  const { detached } = state();
  const limit = new AbortController();
  const timer = sleep(limitMs, "late" as const, { signal: limit.signal }).catch(() => "late" as const);
  // Work may detach more work, so it is looked at again; the timer bounds the loop.
  while (detached.size > 0) {
    const first = await Promise.race([Promise.allSettled([...detached]), timer]);
    if (first === "late") return false;
  }
  limit.abort();
  return true;
}
