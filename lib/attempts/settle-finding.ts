import type { ObservedObject } from "@/lib/processors/outcome";
import type { AttemptDraft, Draft } from "./draft";
import type { Finding, InquiryTrigger } from "./facts";
import { contradict, moneyArrived } from "./settle-money";
import { closeDeclined, closeFailed } from "./settle-send";

export type FindingFact = {
  trigger: InquiryTrigger;
  attemptId: string;
  finding: Finding;
  /** This look-up completes a proof of absence. */
  absent: boolean;
};

/** What an inquiry's answer does to its operation; a finding that says nothing new leaves the draft empty. */
export function settleFinding(draft: Draft, { trigger, attemptId, finding, absent }: FindingFact): void {
  const status = draft.before.attempts.find((attempt) => attempt.id === attemptId)?.status;
  if (finding.kind === "objects") {
    const closed = status !== "unknown" && status !== "dispatched";
    if (trigger === "before_sending" && closed) settleObjectBeforeSending(draft, attemptId, finding.objects);
    else settleObjects(draft, attemptId, finding.objects);
    // Only read so far: nothing is written for it.
    if (draft.events.length === 0 && draft.discrepancies.length === 0) draft.attempts.delete(attemptId);
  } else if (absent && status === "unknown") settleAbsence(draft, attemptId);
}

/**
 * What objects found at the processor do to their attempt. They were re-read just now; those that could still take
 * money have been cancelled where the processor can (they then arrive here as `canceled`).
 */
function settleObjects(draft: Draft, attemptId: string, objects: readonly ObservedObject[]): void {
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
  const declined = objects.find((object) => object.state === "declined");
  const last = declined ?? objects[0];
  if (!last) return;
  attempt.row.processorReference = last.reference;
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
function settleAbsence(draft: Draft, attemptId: string): void {
  const attempt = draft.attempt(attemptId);
  draft.moveAttempt(attempt, "failed");
  attempt.row.fence += 1;
  attempt.row.failureCode = "not_found_at_processor";
  attempt.row.provenThrough = attempt.row.sendCount;
  closeFailed(draft, attempt, "not_found_at_processor", {});
}

/**
 * Before anything is sent again: an earlier attempt that may yet take money forbids it. Its id is not noted as one that
 * holds money: when it takes some, that is news.
 */
function settleObjectBeforeSending(draft: Draft, attemptId: string, objects: readonly ObservedObject[]): void {
  const attempt = draft.attempt(attemptId);
  const open = objects.find((object) => object.state === "processing" || object.state === "requires_cancel");
  settleObjects(draft, attemptId, objects);
  if (open && draft.operation.status !== "contradicted") {
    contradict(draft, "money_after_failure", `${open.reference} may yet take money (${open.processorStatus}) although we had written that none moved`, {
      attemptId: attempt.row.id, openReference: open.reference,
    });
  }
}

