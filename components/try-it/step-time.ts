/** `240 ms`, `3.4 s`: when a step was, counted from the first request. */
export const stepTime = (ms: number): string => (ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`);
