import type { OperationState } from "@/lib/attempts/operation";
import { restsOnAbsence } from "@/lib/attempts/rests-on-absence";
import type { RetryFacts } from "@/lib/idempotency/retry-advice";

/** What the advice on retrying depends on, read off the operation. */
export function retryFactsOf(state: OperationState, now: Date): RetryFacts {
  const { operation, key, terms } = state;
  return {
    status: operation.status,
    policy: terms.policy,
    failureCode: operation.failureCode,
    resolved: operation.resolvedAt !== null,
    expired: key?.expiresAt != null && key.expiresAt <= now,
    attemptCount: operation.attemptCount,
    restsOnAbsence: state.attempts.some((attempt) => restsOnAbsence(attempt, state.sends)),
    openForS: operation.openSince ? Math.max(0, Math.floor((now.getTime() - operation.openSince.getTime()) / 1_000)) : 0,
  };
}
