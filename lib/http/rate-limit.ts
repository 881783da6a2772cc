import { clock } from "@/lib/clock";

/** More API keys than one process serves at once. */
const BUCKETS_MAX = 10_000;

type Bucket = { tokens: number; atMs: number };
const buckets = new Map<string, Bucket>();

/**
 * One token of this API key's bucket, which holds a second's worth: null where there was one, else the seconds until
 * there is. Each web process counts for itself.
 */
export function takeToken(apiKeyId: string, ratePerS: number): number | null {
  const nowMs = clock.monotonicMs();
  const capacity = Math.max(1, ratePerS);
  const known = buckets.get(apiKeyId);
  const tokens = known ? Math.min(capacity, known.tokens + ((nowMs - known.atMs) / 1_000) * ratePerS) : capacity;
  // Newest last: the oldest bucket has had the longest time to fill up again and is the one to forget.
  buckets.delete(apiKeyId);
  buckets.set(apiKeyId, { tokens: tokens >= 1 ? tokens - 1 : tokens, atMs: nowMs });
  const [oldest] = buckets.keys();
  if (buckets.size > BUCKETS_MAX && oldest !== undefined) buckets.delete(oldest);
  return tokens >= 1 ? null : Math.ceil((1 - tokens) / ratePerS);
}
