import type { ObservedObject } from "@/lib/processors/outcome";
import type { AttemptDraft, Draft } from "./draft";
import { contradict, moneyArrived } from "./settle-money";
import { closeDeclined, closeFailed } from "./settle-send";

/**
 * What objects found at the processor do to their attempt. They were re-read just now; those that could still take
 * money have been cancelled where the processor can (they then arrive here as `canceled`).
 */
export function settleObjects(draft: Draft, attemptId: string, objects: readonly ObservedObject[]): void {
  const attempt = draft.attempt(attemptId);
  const money = objects.filter((object) => object.state === "succeeded");
  const wasOpen = attempt.row.status === "dispatched" || attempt.row.status === "unknown";
  for (const object of money) {
    moneyArrived(draft, attempt, { reference: object.reference, received: object.received, from: "inquiry" });
  }
  if (money.length > 0 || !wasOpen) return;
  const open = objects.find((object) => object.state === "processing" || object.state === "requires_cancel");
  if (open) {
    if (attempt.row.processorReference !== open.reference) noteReference(draft, attempt, open.reference);
    return;
  }
  const [last] = objects;
  if (!last) return;
  attempt.row.processorReference = last.reference;
  const declined = objects.find((object) => object.state === "declined");
  if (declined) closeDeclined(draft, attempt, declined.declineCode);
  // It waited for the customer's authentication, and now never takes money: to the merchant a decline.
  else if (last.requiresAction) closeDeclined(draft, attempt, "authentication_required");
  else {
    draft.moveAttempt(attempt, "failed");
    attempt.row.fence += 1;
    attempt.row.failureCode = "canceled_at_processor";
    // The key has its executed answer: sent again under it, the cancelled object would come back.
    attempt.row.frozen = true;
    closeFailed(draft, attempt, "canceled_at_processor", { processorReference: last.reference });
  }
}

function noteReference(draft: Draft, attempt: AttemptDraft, reference: string): void {
  attempt.row.processorReference = reference;
  draft.operation.processorReference = reference;
  draft.event("payment.found_open", attempt.row.id, { processorReference: reference });
}

/** Two consistent look-ups, late enough and far enough apart, found nothing: no money moved. */
export function settleAbsence(draft: Draft, attemptId: string, recheckAfterMs: number): void {
  const attempt = draft.attempt(attemptId);
  draft.moveAttempt(attempt, "failed");
  attempt.row.fence += 1;
  attempt.row.failureCode = "not_found_at_processor";
  attempt.row.provenThrough = attempt.row.sendCount;
  attempt.row.checkCount = 0;
  // Looked up once more later: proof of absence is only as good as the processor's word.
  attempt.nextCheck = { inMs: recheckAfterMs };
  closeFailed(draft, attempt, "not_found_at_processor", {});
}

/** Before anything is sent again: an earlier attempt that may yet take money forbids it. */
export function settleObjectBeforeSending(draft: Draft, attemptId: string, objects: readonly ObservedObject[]): void {
  const attempt = draft.attempt(attemptId);
  const open = objects.find((object) => object.state === "processing" || object.state === "requires_cancel");
  settleObjects(draft, attemptId, objects);
  if (open && draft.operation.status !== "contradicted") {
    contradict(draft, "money_after_failure", `${open.reference} may yet take money (${open.processorStatus}) although we had written that none moved`, {
      attemptId: attempt.row.id, processorReference: open.reference,
    });
  }
}

