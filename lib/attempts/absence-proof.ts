import type { Attempt, Evidence, Send } from "@/lib/db/generated/client";

export type AbsenceTerms = { timeoutMs: number; maxProcessingMs: number; gapMs: number };

/**
 * From when on a look-up that finds nothing counts: after everything a send may still cause is over. The lease's
 * expiry is the database's clock, and so is the time of an inquiry.
 */
export function countsFrom(sends: readonly Send[], terms: AbsenceTerms): Date {
  const ends = sends
    // An unfinished send may still be on its way; one that is proven unsent causes nothing.
    .filter((send) => send.outcome !== "failed")
    .map((send) => Math.max(send.at.getTime() + terms.timeoutMs, send.leaseExpiresAt.getTime()));
  return new Date(Math.max(0, ...ends) + terms.maxProcessingMs);
}

/**
 * Proof of absence: two consistent look-ups that found nothing, far enough apart, both later than `countsFrom`.
 * Anything ever found, or an idempotency error (the key was used), bars it for good.
 */
export function isAbsenceProven(
  attempt: Pick<Attempt, "absenceBarred" | "processorReference">, sends: readonly Send[],
  lookUps: readonly Pick<Evidence, "countsForAbsence" | "conclusion" | "askedAt">[], terms: AbsenceTerms,
): boolean {
  if (attempt.absenceBarred || attempt.processorReference !== null) return false;
  const from = countsFrom(sends, terms).getTime();
  const counted = lookUps
    .filter((lookUp) => lookUp.conclusion === "not_found" && lookUp.countsForAbsence && lookUp.askedAt.getTime() > from)
    .map((lookUp) => lookUp.askedAt.getTime());
  return counted.length >= 2 && Math.max(...counted) - Math.min(...counted) >= terms.gapMs;
}
