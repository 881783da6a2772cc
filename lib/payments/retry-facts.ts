import { RESTS_ON_ABSENCE_OR_VERDICT } from "@/lib/attempts/attempt-state";
import { isUnproven, type OperationState, sendsOf } from "@/lib/attempts/operation";
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
    restsOnAbsence: restsOnAbsence(state),
    openForS: operation.openSince ? Math.max(0, Math.floor((now.getTime() - operation.openSince.getTime()) / 1_000)) : 0,
  };
}

/** A failed attempt with an unproven send was closed by absence, by a verdict, or by a cancellation: only the last is proof. */
function restsOnAbsence(state: OperationState): boolean {
  return state.attempts.some((attempt) => {
    if (attempt.status !== "failed") return false;
    if (RESTS_ON_ABSENCE_OR_VERDICT.has(attempt.failureCode ?? "")) return true;
    return attempt.failureCode !== "canceled_at_processor" && sendsOf(state, attempt.id).some(isUnproven);
  });
}
