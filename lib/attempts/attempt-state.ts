import type { AttemptStatus, PaymentStatus } from "@/lib/db/generated/client";

/**
 * The two state machines, as data. A payment:
 *
 *   pending → succeeded | declined | failed | unknown | contradicted      unknown → the same but pending
 *   failed → pending | contradicted      declined → pending (policy conflict) | contradicted
 *   succeeded → contradicted             contradicted → succeeded | declined | failed, by a resolution only
 */
export const PAYMENT_TRANSITIONS: Readonly<Record<PaymentStatus, readonly PaymentStatus[]>> = {
  pending: ["succeeded", "declined", "failed", "unknown", "contradicted"],
  unknown: ["succeeded", "declined", "failed", "contradicted"],
  failed: ["pending", "contradicted"],
  declined: ["pending", "contradicted"],
  succeeded: ["contradicted"],
  contradicted: ["succeeded", "declined", "failed"],
};

/** `failed → dispatched` is another send of the same attempt; nothing else leaves a closed state. */
export const ATTEMPT_TRANSITIONS: Readonly<Record<AttemptStatus, readonly AttemptStatus[]>> = {
  queued: ["dispatched", "failed"],
  dispatched: ["succeeded", "declined", "failed", "unknown"],
  unknown: ["succeeded", "declined", "failed"],
  failed: ["dispatched"],
  succeeded: [],
  declined: [],
};

export function isDefinite(status: PaymentStatus): boolean {
  return status !== "pending" && status !== "unknown";
}

/** Why an attempt is failed: the adapter's refusals, or what we proved or were told later. */
const FAILURE_CODES = {
  processor_unavailable: "never reached, or refused before execution (429)",
  processor_misconfigured: "our credentials were refused",
  processor_rejected: "the processor found the request itself wrong",
  canceled_at_processor: "cancelled there, confirmed",
  not_found_at_processor: "proof of absence: two consistent look-ups found nothing",
  marked_failed_by_operator: "an operator's verdict, approved by another",
} as const;
type FailureCode = keyof typeof FAILURE_CODES;

/** Failures that rest on absence or on a person's word: looked up again, and no ground for a new key's safety. */
export const RESTS_ON_ABSENCE_OR_VERDICT: ReadonlySet<string> = new Set<FailureCode>(["not_found_at_processor", "marked_failed_by_operator"]);

/** Moves a payment, or throws: a transition that the chart does not know is a bug, never an input. */
export function nextPaymentStatus(from: PaymentStatus, to: PaymentStatus): PaymentStatus {
  if (from !== to && !PAYMENT_TRANSITIONS[from].includes(to)) throw new Error(`a payment can't go from ${from} to ${to}`);
  return to;
}

export function nextAttemptStatus(from: AttemptStatus, to: AttemptStatus): AttemptStatus {
  if (from !== to && !ATTEMPT_TRANSITIONS[from].includes(to)) throw new Error(`an attempt can't go from ${from} to ${to}`);
  return to;
}
