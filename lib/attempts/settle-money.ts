import { newId } from "@/lib/id";
import { formatAmount } from "@/lib/money";
import type { Received } from "@/lib/processors/outcome";
import type { AttemptDraft, Draft } from "./draft";
import type { DiscrepancyKind } from "./facts";

/** Money seen at the processor under one of our attempts. */
export type Money = { reference: string; received: Received | null; from: "answer" | "inquiry" | "verdict" };

/**
 * The one place where money meets an attempt. Open: it closes succeeded. Closed: the same object again is no news,
 * another object or money after we proved none makes the payment contradicted; the closed attempt is never changed.
 */
export function moneyArrived(draft: Draft, attempt: AttemptDraft, money: Money): void {
  const { row } = attempt;
  if (draft.before.contradictingReferences.includes(money.reference)) return;
  if (row.status === "succeeded") {
    if (row.processorReference !== money.reference) chargedTwice(draft, attempt, [row.processorReference ?? "", money.reference]);
    return;
  }
  if (row.status === "failed" || row.status === "declined") {
    moneyAfterClosing(draft, attempt, money);
    return;
  }
  if (row.status === "queued") throw new Error(`attempt ${row.id} was never sent and can't have moved money`);
  closeSucceeded(draft, attempt, money);
}

function closeSucceeded(draft: Draft, attempt: AttemptDraft, money: Money): void {
  const { operation } = draft;
  attempt.row.processorReference = money.reference;
  draft.moveAttempt(attempt, "succeeded");
  attempt.row.fence += 1;
  draft.event(eventOf(operation, "succeeded"), attempt.row.id, { processorReference: money.reference, by: money.from });
  if (operation.status !== "pending" && operation.status !== "unknown") {
    moneyBeside(draft, attempt, money);
    return;
  }
  operation.processorReference = money.reference;
  const difference = differenceInWords(attempt, money.received);
  if (difference) {
    contradict(draft, "amount_differs", difference, { attemptId: attempt.row.id, processorReferences: [money.reference], received: money.received });
    return;
  }
  draft.movePayment("succeeded");
  operation.declineCode = null;
  operation.failureCode = null;
  draft.keepFinalAnswer();
}

/** The payment was settled otherwise (resolved by people, say) while this attempt was still open. */
function moneyBeside(draft: Draft, attempt: AttemptDraft, money: Money): void {
  const { operation } = draft;
  if (operation.status === "succeeded" && operation.processorReference !== money.reference) {
    chargedTwice(draft, attempt, [operation.processorReference ?? "", money.reference]);
  } else if (operation.status === "contradicted" && draft.before.contradictingReferences.length > 0) {
    // Money of an earlier attempt made it contradicted: this is the second charge.
    chargedTwice(draft, attempt, [...draft.before.contradictingReferences, money.reference]);
  } else if (operation.status === "failed" || operation.status === "declined") {
    contradict(draft, operation.status === "failed" ? "money_after_failure" : "money_after_decline", `Money arrived as ${money.reference} although the payment is ${operation.status}`, {
      attemptId: attempt.row.id, processorReferences: [money.reference], received: money.received,
    });
  }
}

/** A payment that is contradicted already stays so: then only the attempt has changed. */
export function eventOf(operation: Draft["operation"], outcome: "succeeded" | "declined" | "failed"): string {
  return operation.status === "pending" || operation.status === "unknown" ? `payment.${outcome}` : `attempt.${outcome}`;
}

/** `19.99 USD was asked for, 20.00 USD was received`, or null where they agree. */
function differenceInWords({ row }: AttemptDraft, received: Received | null): string | null {
  if (!received) return null;
  if (BigInt(received.amount) === row.amount && received.currency.toUpperCase() === row.currency) return null;
  const asked = `${formatAmount(row.amount, row.currency)} ${row.currency}`;
  return `${asked} was asked for, ${formatAmount(received.amount, received.currency)} ${received.currency.toUpperCase()} was received`;
}

function moneyAfterClosing(draft: Draft, attempt: AttemptDraft, money: Money): void {
  const other = draft.before.attempts.find((candidate) => candidate.status === "succeeded" && candidate.id !== attempt.row.id);
  if (other) {
    chargedTwice(draft, attempt, [other.processorReference ?? "", money.reference]);
    return;
  }
  const kind: DiscrepancyKind = attempt.row.status === "declined" ? "money_after_decline" : "money_after_failure";
  const believed = attempt.row.status === "declined" ? "it was declined" : `it had failed (${attempt.row.failureCode ?? "no code"})`;
  contradict(draft, kind, `Money arrived as ${money.reference} after we had written that ${believed}`, {
    attemptId: attempt.row.id, processorReferences: [money.reference], received: money.received,
  });
}

function chargedTwice(draft: Draft, attempt: AttemptDraft, references: readonly string[]): void {
  contradict(draft, "charged_twice", `Charged twice: ${references.join(" and ")}`, { attemptId: attempt.row.id, processorReferences: references });
}

type Contradiction = { attemptId: string; processorReferences?: readonly string[]; [fact: string]: unknown };

/** Two facts about money that can't both hold: the payment is contradicted and a discrepancy says why, at once. */
export function contradict(draft: Draft, kind: DiscrepancyKind, detail: string, facts: Contradiction): void {
  noteDiscrepancy(draft, kind, detail, facts);
  draft.event("payment.contradicted", facts.attemptId, { kind, detail, ...facts });
  draft.movePayment("contradicted");
  // An answer of this very change was never told to anybody.
  draft.answer = "keep";
}

/** One row a kind: what was seen earlier stays in it, so that the same object seen again is no news. */
function noteDiscrepancy(draft: Draft, kind: DiscrepancyKind, detail: string, facts: Contradiction): void {
  const same = draft.discrepancies.find((row) => row.kind === kind);
  const known = same?.facts.processorReferences ?? draft.before.contradictingReferences;
  const processorReferences = [...new Set([...known, ...(facts.processorReferences ?? [])])];
  if (same) Object.assign(same, { detail: `${same.detail}; ${detail}`, facts: { ...same.facts, ...facts, processorReferences } });
  else draft.discrepancies.push({ id: newId(), kind, detail, facts: { ...facts, processorReferences } });
}
