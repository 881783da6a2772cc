import type { Policy } from "@/lib/contract/merchant";
import type { PaymentStatus } from "@/lib/contract/payment";
import type { Retry } from "@/lib/contract/problem";

/** The contract's row 7: after so many attempts the last decline is replayed. */
export const ATTEMPTS_MAX = 15;

export type RetryFacts = {
  status: PaymentStatus;
  policy: Policy;
  failureCode: string | null;
  /** An operator resolved it from contradicted: it never executes again. */
  resolved: boolean;
  /** The stored answer is past its retention. */
  expired: boolean;
  attemptCount: number;
  /** Some send of the operation counts as not applied only by absence or by a person's word. */
  restsOnAbsence: boolean;
  /** Since when the outcome is open, in seconds; 0 where it is definite. */
  openForS: number;
};

/** Asking more often than an inquiry is allowed tells nothing new; an old unknown changes seldom. */
function patienceS(openForS: number): number {
  if (openForS < 60) return 5;
  return openForS < 600 ? 15 : 60;
}

/** Credentials are mended by a person: asking every few seconds helps nobody. */
const MISCONFIGURED_AFTER_S = 60;
const UNAVAILABLE_AFTER_S = 5;

/**
 * The `retry` table of the contract's section 4: may this key be sent again, would a new key be safe (no money moved
 * and none can), how long to wait.
 */
export function retryAdvice(facts: RetryFacts): Retry {
  const never = (newKey: boolean): Retry => ({ sameKey: false, newKey, afterSeconds: null });
  if (facts.status === "pending" || facts.status === "unknown") {
    return { sameKey: true, newKey: false, afterSeconds: patienceS(facts.openForS) };
  }
  if (facts.status === "succeeded" || facts.status === "contradicted") return never(false);
  if (facts.resolved || facts.expired) return never(true);
  if (facts.status === "declined") {
    const executesAgain = facts.policy === "conflict" && facts.attemptCount < ATTEMPTS_MAX;
    return executesAgain ? { sameKey: true, newKey: true, afterSeconds: 0 } : never(true);
  }
  if (facts.failureCode === "processor_rejected") return never(!facts.restsOnAbsence);
  const afterSeconds = facts.failureCode === "processor_misconfigured" ? MISCONFIGURED_AFTER_S : UNAVAILABLE_AFTER_S;
  return { sameKey: true, newKey: !facts.restsOnAbsence, afterSeconds };
}
