/** Attempts failed by proof of absence or by a verdict are looked up once more after an hour and after a day. */
export const RECHECK_MS = [3_600_000, 86_400_000] as const;
