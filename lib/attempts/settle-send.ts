import { newId } from "@/lib/id";
import type { SendReport } from "@/lib/processors/outcome";
import type { AttemptDraft, Draft } from "./draft";
import { isUnproven } from "./operation";
import { RECHECK_MS } from "./recheck";
import { restsOnAbsence } from "./rests-on-absence";
import { eventOf, moneyArrived } from "./settle-money";

export type SendFact = { attemptId: string; sendNumber: number; fence: number; report: SendReport };

/** The adapter's word for a sender that was later than a third of its lease. */
const TOO_LATE = "too_late";

/** Waiting times that depend on settings, handed in so that the rules stay pure. */
export type SettleTerms = {
  /** The schedule's step after so many looks; 0 is the first. */
  checkAfterMs: (checkCount: number) => number;
  resendAfterMs: number;
};

/**
 * What one finished send does to its operation. A definite outcome counts whoever learns it; only writing `unknown`
 * needs the lease (the same fence). A late answer is kept, and where it contradicts what was closed, says so.
 */
export function settleSend(draft: Draft, fact: SendFact, terms: SettleTerms): void {
  const { report } = fact;
  // Too late to send, and the lease went to somebody else: whoever has it decides, nothing is written here.
  if (report.unsent && report.code === TOO_LATE && draft.before.attempts.find(({ id }) => id === fact.attemptId)?.fence !== fact.fence) return;
  const attempt = draft.attempt(fact.attemptId);
  finishSend(draft, fact);
  if (report.frozen) attempt.row.frozen = true;
  if (report.absenceBarred) attempt.row.absenceBarred = true;
  if (report.outcome === "succeeded") {
    moneyArrived(draft, attempt, { reference: report.processorReference ?? "", received: report.received, from: "answer" });
    return;
  }
  const open = attempt.row.status === "dispatched" || attempt.row.status === "unknown";
  if (!open) {
    keepLateAnswer(draft, fact);
    return;
  }
  if (report.processorReference) attempt.row.processorReference ??= report.processorReference;
  const otherUnproven = draft.after().sends.some(
    (send) => send.attemptId === fact.attemptId && send.number !== fact.sendNumber && send.number > attempt.row.provenThrough && isUnproven(send),
  );
  if (report.outcome === "unknown" || otherUnproven) becomeUnknown(draft, attempt, fact, terms);
  else if (report.outcome === "declined") closeDeclined(draft, attempt, report.declineCode ?? report.code);
  else closeRefused(draft, attempt, report, terms);
}

function finishSend(draft: Draft, { attemptId, sendNumber, report }: SendFact): void {
  const send = draft.send(attemptId, sendNumber);
  send.finishedAt = draft.now;
  send.outcome = report.outcome;
  send.code = report.code;
  send.httpStatus = report.httpStatus;
  send.processorReference = report.processorReference;
  send.responseBody = report.body;
}

function becomeUnknown(draft: Draft, attempt: AttemptDraft, fact: SendFact, terms: SettleTerms): void {
  // Whoever found the lease run out has raised the fence and written unknown already; this answer then only fills its send.
  if (attempt.row.fence !== fact.fence) return;
  if (attempt.row.status === "dispatched") {
    draft.moveAttempt(attempt, "unknown");
    if (draft.operation.status === "pending") draft.movePayment("unknown");
    draft.event("payment.unknown", attempt.row.id, { code: fact.report.code, detail: fact.report.detail, httpStatus: fact.report.httpStatus });
    attempt.row.checkCount = 0;
  }
  // Sent again, it goes on where the schedule was: the lease that was taken for it is over.
  attempt.nextCheck = { inMs: terms.checkAfterMs(attempt.row.checkCount) };
  attempt.row.leaseOwner = null;
  attempt.row.fence += 1;
}

export function closeDeclined(draft: Draft, attempt: AttemptDraft, declineCode: string | null): void {
  draft.moveAttempt(attempt, "declined");
  attempt.row.fence += 1;
  attempt.row.declineCode = declineCode;
  const { operation } = draft;
  draft.event(eventOf(operation, "declined"), attempt.row.id, { declineCode });
  if (operation.status !== "pending" && operation.status !== "unknown") return;
  draft.movePayment("declined");
  operation.declineCode = declineCode;
  operation.processorReference = attempt.row.processorReference;
  draft.keepFinalAnswer();
}

/** Proven not applied. An asynchronous payment stays pending while the worker may still send it again. */
function closeRefused(draft: Draft, attempt: AttemptDraft, report: SendReport, terms: SettleTerms): void {
  const code = report.refusal ?? "processor_unavailable";
  draft.moveAttempt(attempt, "failed");
  attempt.row.fence += 1;
  attempt.row.failureCode = code;
  attempt.row.processorCode = report.processorCode;
  attempt.row.processorField = report.processorField;
  const { operation } = draft;
  const resendUntil = operation.resendUntil;
  const againInMs = Math.max(terms.resendAfterMs, (report.retryAfterS ?? 0) * 1_000);
  // A processor that asks for more patience than is left ends it now.
  const staysPending = operation.status === "pending" && code === "processor_unavailable" && resendUntil !== null
    && draft.now.getTime() + againInMs < resendUntil.getTime();
  if (staysPending) {
    draft.event("send.refused", attempt.row.id, { code: report.code, detail: report.detail, sendsAgain: true });
    attempt.nextCheck = { inMs: againInMs };
    return;
  }
  closeFailed(draft, attempt, code, { code: report.code, detail: report.detail, httpStatus: report.httpStatus });
}

/** The payment's side of a failed attempt; the attempt itself has been moved by the caller. */
export function closeFailed(draft: Draft, attempt: AttemptDraft, code: string, data: Record<string, unknown>): void {
  const { operation } = draft;
  if (restsOnAbsence(attempt.row, draft.after().sends)) {
    // Looked up once more later: absence is only as good as the processor's word, and people err.
    attempt.row.checkCount = 0;
    attempt.nextCheck = { inMs: RECHECK_MS[0] };
  }
  draft.event(eventOf(operation, "failed"), attempt.row.id, { failureCode: code, ...data });
  if (operation.status !== "pending" && operation.status !== "unknown") return;
  draft.movePayment("failed");
  operation.failureCode = code;
  operation.processorReference = attempt.row.processorReference;
  draft.keepFinalAnswer();
}

/** An answer that came after the attempt was closed: evidence, and nothing more unless it speaks of money. */
function keepLateAnswer(draft: Draft, { attemptId, report }: SendFact): void {
  draft.evidence.push({
    id: newId(), attemptId, source: "late_answer", trigger: "late_answer", conclusion: `late_${report.outcome}`, countsForAbsence: false,
    processorReference: report.processorReference, httpStatus: report.httpStatus, detail: `An answer came after the attempt was closed: ${report.detail}`,
    body: report.body, actor: null, askedAt: draft.now, answeredAt: draft.now,
  });
  draft.event("answer.late", attemptId, { outcome: report.outcome, code: report.code });
}

