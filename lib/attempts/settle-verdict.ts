import { newId } from "@/lib/id";
import type { Draft } from "./draft";
import { moneyArrived } from "./settle-money";
import { closeDeclined, closeFailed } from "./settle-send";

export type VerdictFact = { verdict: "succeeded" | "declined" | "failed"; processorReference: string | null; reason: string; actors: readonly [string, string] };

/**
 * What two people decided. An unknown payment's attempt is closed as they say, and may be executed again by its key; a
 * contradicted payment is resolved for good: its answer is replaced and it never executes again.
 */
export function settleVerdict(draft: Draft, fact: VerdictFact): void {
  const open = draft.before.attempts.find((attempt) => attempt.status === "unknown" || attempt.status === "dispatched");
  keepVerdict(draft, open?.id ?? draft.before.attempts.at(-1)?.id ?? "", fact);
  if (draft.operation.status === "contradicted") resolveContradicted(draft, fact);
  else if (draft.operation.status === "unknown" && open) closeUnknown(draft, open.id, fact);
  else throw new Error(`a verdict on a payment that is ${draft.operation.status}`);
}

function closeUnknown(draft: Draft, attemptId: string, fact: VerdictFact): void {
  const attempt = draft.attempt(attemptId);
  if (fact.verdict === "succeeded") moneyArrived(draft, attempt, { reference: fact.processorReference ?? "", received: null, from: "verdict" });
  else if (fact.verdict === "declined") closeDeclined(draft, attempt, "declined_by_operator");
  else {
    draft.moveAttempt(attempt, "failed");
    attempt.row.fence += 1;
    attempt.row.failureCode = "marked_failed_by_operator";
    closeFailed(draft, attempt, "marked_failed_by_operator", { actors: fact.actors });
  }
}

function resolveContradicted(draft: Draft, fact: VerdictFact): void {
  const { operation } = draft;
  operation.resolvedAt = draft.now;
  if (fact.verdict === "succeeded") operation.processorReference = fact.processorReference;
  // What was believed before stays in the events; the payment says one thing.
  operation.declineCode = fact.verdict === "declined" ? (operation.declineCode ?? "declined_by_operator") : null;
  operation.failureCode = fact.verdict === "failed" ? "marked_failed_by_operator" : null;
  draft.movePayment(fact.verdict);
  draft.event("payment.resolved", null, { verdict: fact.verdict, reason: fact.reason, actors: fact.actors });
  draft.keepFinalAnswer();
}

function keepVerdict(draft: Draft, attemptId: string, fact: VerdictFact): void {
  const replaced = draft.before.key?.answerStatus ? `The answer it replaces: ${draft.before.key.answerStatus} ${draft.before.key.answerCode ?? ""}`.trim() : null;
  draft.evidence.push({
    id: newId(), attemptId, source: "verdict", trigger: "operator", conclusion: `verdict_${fact.verdict}`, countsForAbsence: false,
    processorReference: fact.processorReference, httpStatus: null, detail: [`${fact.actors.join(" and ")} decided: ${fact.verdict}. ${fact.reason}`, replaced].filter(Boolean).join(" "),
    body: draft.before.key?.answerBody ?? null, actor: fact.actors[1], askedAt: draft.now, answeredAt: draft.now,
  });
}
