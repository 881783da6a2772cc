import type { Attempt, DuplicatePolicy, IdempotencyKey, Payment, Send } from "@/lib/db/generated/client";

/** What answers and flags depend on of the merchant. */
export type MerchantTerms = { policy: DuplicatePolicy; resultRetentionS: number };

/**
 * Everything known of one operation, read at one version. Attempts are ordered by number, sends by attempt and number.
 * Today an operation is a payment; what stands here of it are the fields that every operation has.
 */
export type OperationState = {
  terms: MerchantTerms;
  /** Null for a payment that was adopted from the processor. */
  key: IdempotencyKey | null;
  operation: Payment;
  attempts: readonly Attempt[];
  sends: readonly Send[];
  /** Processor references that stand in a discrepancy already: seen again, they are no news. */
  contradictingReferences: readonly string[];
};

export function sendsOf(state: OperationState, attemptId: string): readonly Send[] {
  return state.sends.filter((send) => send.attemptId === attemptId);
}

/** A send that may have moved money: unfinished, or finished without proof either way. */
export function isUnproven(send: Send): boolean {
  return send.outcome === null || send.outcome === "unknown";
}

export function latestAttempt(state: OperationState): Attempt {
  const latest = state.attempts.at(-1);
  // Transaction 1 stores the first attempt with the operation.
  if (!latest) throw new Error(`operation ${state.operation.id} has no attempt`);
  return latest;
}

export function attemptById(state: OperationState, attemptId: string): Attempt {
  const attempt = state.attempts.find((candidate) => candidate.id === attemptId);
  if (!attempt) throw new Error(`operation ${state.operation.id} has no attempt ${attemptId}`);
  return attempt;
}
