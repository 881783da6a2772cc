/**
 * The one clock of the application. Tests move it; nothing else reads the time.
 * `now` is wall-clock time, `monotonicMs` counts milliseconds and never goes back.
 */
export type Clock = { now(): Date; monotonicMs(): number };

const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
};

let current: Clock = systemClock;

export const clock: Clock = {
  now: () => current.now(),
  monotonicMs: () => current.monotonicMs(),
};

/** For tests: replaces the clock and returns what puts it back. */
export function useClock(replacement: Clock): () => void {
  const previous = current;
  current = replacement;
  return () => {
    current = previous;
  };
}
