import { clock } from "@/lib/clock";
import { markApiKeysUsed } from "./api-keys.sql";

/** "Last used" is for people: ten seconds late is soon enough, and a write a request would double the writes of a create. */
const FLUSH_MS = 10_000;
/** Merchants of one flush; the rest is noted when they call again. */
const MERCHANTS_MAX = 1_000;

const used = new Map<string, Set<string>>();
let timer: NodeJS.Timeout | undefined;

/** Notes a use in memory; it is written with the next batch. A crash may lose the last seconds of it. */
export function noteApiKeyUse(merchantId: string, apiKeyId: string): void {
  const ids = used.get(merchantId);
  if (ids) ids.add(apiKeyId);
  else if (used.size < MERCHANTS_MAX) used.set(merchantId, new Set([apiKeyId]));
  timer ??= setTimeout(() => void flushApiKeyUse(), FLUSH_MS).unref();
}

/** Writes what was noted, one statement a merchant; called by the timer and before the process stops. */
export async function flushApiKeyUse(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  const batch = [...used];
  used.clear();
  const at = clock.now();
  // A database that is away loses a nicety, nothing else.
  for (const [merchantId, ids] of batch) await markApiKeysUsed(merchantId, [...ids], at).catch(() => undefined);
}
