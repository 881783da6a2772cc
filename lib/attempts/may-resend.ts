import type { Attempt, Send } from "@/lib/db/generated/client";
import type { Capabilities } from "@/lib/processors/processor";
import { isUnproven } from "./operation";

/** The processor's window is left this long before its end: its clock and ours may differ. */
const WINDOW_MARGIN_MS = 3_600_000;

export type ResendTerms = { capabilities: Capabilities; resendingOn: boolean; freshnessMs: number };

/** Since when the processor may know the attempt's key; null where every send is proven not applied. */
function firstUnprovenAt(sends: readonly Send[]): Date | null {
  const times = sends.filter(isUnproven).map((send) => send.at.getTime());
  return times.length > 0 ? new Date(Math.min(...times)) : null;
}

/** The processor no longer honours the key: sent again, it could charge a second time. */
function isWindowOver(sends: readonly Send[], capabilities: Capabilities, now: Date): boolean {
  const first = firstUnprovenAt(sends);
  return first !== null && now.getTime() - first.getTime() >= capabilities.resend.windowMs - WINDOW_MARGIN_MS;
}

/**
 * Whether an unknown attempt that a look-up did not find may be sent again under its processor key: resending is on,
 * the first send that is not proven unsent is fresh and inside the window, and no executed answer is frozen there.
 */
export function mayResend(attempt: Pick<Attempt, "status" | "frozen" | "processorReference">, sends: readonly Send[], terms: ResendTerms, now: Date): boolean {
  if (attempt.status !== "unknown" || !terms.resendingOn || attempt.processorReference !== null) return false;
  if (attempt.frozen && terms.capabilities.resend.returns === "frozen") return false;
  const first = firstUnprovenAt(sends);
  if (first === null) return true;
  return now.getTime() - first.getTime() < terms.freshnessMs && !isWindowOver(sends, terms.capabilities, now);
}

/**
 * Executing again (row 8): whether a failed attempt sends again under its own processor key, so that a forgotten send
 * can't become a second charge. Not where an executed answer is frozen under it (a found object is one, as a 5xx is),
 * its window is over, or the account changed: then a new attempt gets a new key.
 */
export function canReuseKey(
  attempt: Pick<Attempt, "status" | "frozen" | "processorReference" | "accountId" | "mode" | "processor">, sends: readonly Send[],
  today: { accountId: string; mode: string; processor: string }, capabilities: Capabilities, now: Date,
): boolean {
  const sameAccount = attempt.accountId === today.accountId && attempt.mode === today.mode && attempt.processor === today.processor;
  const answered = capabilities.resend.returns === "frozen" && (attempt.frozen || attempt.processorReference !== null);
  return attempt.status === "failed" && sameAccount && !answered && !isWindowOver(sends, capabilities, now);
}
