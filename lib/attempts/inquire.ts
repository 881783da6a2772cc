import { clock } from "@/lib/clock";
import { env } from "@/lib/env";
import { newId } from "@/lib/id";
import { countInquiry } from "@/lib/metrics";
import { countsFrom, isAbsenceProven, type AbsenceTerms } from "./absence-proof";
import { changeOperation, mustLoad, withJitter } from "./close-attempt";
import { noteHealth } from "./connection-health";
import { connectionById, type LiveConnection } from "./connections";
import { absenceEvidence, insertEvidence } from "./evidence.sql";
import { inWords } from "./finding-in-words";
import type { Finding, InquiryTrigger, NewEvidence } from "./facts";
import { claimInquiries, finishInquiry, type ClaimedInquiry } from "./inquiry-claim.sql";
import { cancelOpenObjects, lookUp, maxProcessingMs, type Question } from "./look-up";
import { reachPoint } from "./named-points";
import { RECHECK_MS } from "./recheck";
import { attemptById, isUnproven, type OperationState, sendsOf } from "./operation";
import { settleFinding } from "./settle-finding";

/** At most one inquiry in this time a attempt, whoever asks (the contract's section 6). */
export const INQUIRY_EVERY_MS = 5_000;
export type InquiryRequest = {
  merchantId: string;
  connectionId: string;
  attemptIds: readonly string[];
  trigger: InquiryTrigger;
  /** An operator's e-mail where a person asked. */
  actor: string | null;
  /** From a notification: the object it speaks of. Its attempt may be closed or in flight. */
  hintReference?: string;
};

export type Inquired = { attemptId: string; finding: Finding; state: OperationState };

/**
 * Asks the processor about attempts of one connection, keeps what it said as evidence and settles what it proves.
 * It looks up and cancels, it never sends. Attempts that somebody else is asking about, or asked about less than 5 s
 * ago, are left out: their answer is shared through the database.
 */
export async function inquire(request: InquiryRequest): Promise<Inquired[]> {
  const connection = await connectionById(request.merchantId, request.connectionId);
  if (!connection) return [];
  const claimed = await claimInquiries(request.merchantId, request.attemptIds, {
    everyMs: request.hintReference ? 0 : INQUIRY_EVERY_MS,
    forMs: 2 * env().LATCHKEY_PROCESSOR_TIMEOUT_MS + INQUIRY_EVERY_MS,
    closed: request.trigger === "notification" || request.trigger === "before_sending" || request.trigger === "after_failure",
    inFlight: request.trigger === "notification",
  });
  if (claimed.length === 0) return [];
  await reachPoint("during_inquiry");
  const questions = new Map<string, Question>();
  for (const claim of claimed) questions.set(claim.id, await prepare(request, claim));
  const findings = await lookUp(connection, [...questions.values()]);
  const inquired: Inquired[] = [];
  for (const claim of claimed) {
    const found = findings.get(claim.id);
    if (found) inquired.push(await conclude(request, connection, claim, await cancelOpenObjects(connection, found)));
  }
  for (const { finding } of inquired) countInquiry(inWords(finding).conclusion);
  await noteHealth(connection, signsOf(inquired));
  return inquired;
}

/** Whoever finds a lease run out raises the fence and writes unknown first. */
async function prepare(request: InquiryRequest, claim: ClaimedInquiry): Promise<Question> {
  let state = await mustLoad(request.merchantId, claim.operation_id);
  const found = attemptById(state, claim.id);
  if (found.status === "dispatched" && found.leaseExpiresAt !== null && found.leaseExpiresAt <= claim.asked_at) {
    state = await orphaned(state, claim.id);
  }
  return { attempt: attemptById(state, claim.id), sends: sendsOf(state, claim.id), hintReference: request.hintReference ?? null };
}

async function orphaned(known: OperationState, attemptId: string): Promise<OperationState> {
  const fence = attemptById(known, attemptId).fence;
  const { state } = await changeOperation(known, (draft) => {
    const current = draft.before.attempts.find((attempt) => attempt.id === attemptId);
    if (current?.status !== "dispatched" || current.fence !== fence) return;
    const attempt = draft.attempt(attemptId);
    draft.moveAttempt(attempt, "unknown");
    attempt.row.fence += 1;
    attempt.row.leaseOwner = null;
    attempt.row.checkCount = 0;
    if (draft.operation.status === "pending") draft.movePayment("unknown");
    draft.event("payment.unknown", attemptId, { code: "lease_expired", detail: "Whoever was sending stopped; the request may have been sent." });
  });
  return state;
}

async function conclude(request: InquiryRequest, connection: LiveConnection, claim: ClaimedInquiry, finding: Finding): Promise<Inquired> {
  const known = await mustLoad(request.merchantId, claim.operation_id);
  const attempt = attemptById(known, claim.id);
  const sends = sendsOf(known, claim.id);
  const terms: AbsenceTerms = {
    timeoutMs: env().LATCHKEY_PROCESSOR_TIMEOUT_MS, maxProcessingMs: maxProcessingMs(connection), gapMs: env().LATCHKEY_ABSENCE_GAP_MS,
  };
  const counts = finding.kind === "not_found" && finding.consistent && claim.asked_at > countsFrom(sends, terms);
  const evidence = evidenceOf(request, claim, finding, counts);
  const absent = counts && attempt.status === "unknown" && isAbsenceProven(attempt, sends, [
    ...(await absenceEvidence(request.merchantId, claim.operation_id, claim.id)),
    { conclusion: "not_found", countsForAbsence: true, askedAt: claim.asked_at },
  ], terms);
  const { state, changed } = await changeOperation(known, (draft) => {
    settleFinding(draft, { trigger: request.trigger, attemptId: claim.id, finding, absent });
    // Evidence travels with the change it causes; alone it does not raise the payment's version.
    if (!draft.isEmpty) draft.evidence.push(evidence);
  });
  if (!changed) await insertEvidence(request.merchantId, { kind: attempt.operationKind, id: claim.operation_id }, evidence);
  await finishInquiry(request.merchantId, claim.id, claim.asked_at, nextCheck(request, attemptById(state, claim.id), absent));
  return { attemptId: claim.id, finding, state };
}

function evidenceOf(request: InquiryRequest, claim: ClaimedInquiry, finding: Finding, counts: boolean): NewEvidence {
  const [object] = finding.kind === "objects" ? finding.objects : [];
  return {
    id: newId(), attemptId: claim.id, source: "inquiry", trigger: request.trigger, ...inWords(finding), countsForAbsence: counts,
    processorReference: object?.reference ?? null, httpStatus: finding.kind === "inconclusive" ? finding.httpStatus : 200, body: object?.body ?? null,
    actor: request.actor, askedAt: claim.asked_at, answeredAt: clock.now(),
  };
}

/** The schedule has no end: its last step repeats. Closed attempts are left, but those that failed by absence or verdict. */
function nextCheck(request: InquiryRequest, attempt: OperationState["attempts"][number], absent: boolean): { keep: boolean; inMs: number | null } {
  if (absent || request.trigger === "notification" || request.trigger === "before_sending") return { keep: true, inMs: null };
  if (request.trigger === "after_failure") {
    const next = RECHECK_MS[attempt.checkCount + 1];
    const [first] = RECHECK_MS;
    return { keep: false, inMs: next === undefined || attempt.status !== "failed" ? null : next - first };
  }
  if (attempt.status !== "unknown" && attempt.status !== "dispatched") return { keep: true, inMs: null };
  const schedule = env().LATCHKEY_RECOVERY_SCHEDULE;
  // The first step was taken when it became unknown.
  const step = schedule[Math.min(attempt.checkCount + 1, schedule.length - 1)] ?? INQUIRY_EVERY_MS;
  return { keep: false, inMs: withJitter(step) };
}

function signsOf(inquired: readonly Inquired[]): { answered: boolean; refused: boolean } {
  const statuses = inquired.map(({ finding }) => (finding.kind === "inconclusive" ? finding.httpStatus : 200));
  return { answered: statuses.some((status) => status !== null), refused: statuses.some((status) => status === 401 || status === 403) };
}

/** Attempts with a send that is not proven either way: they are looked up once more before anything is sent again. */
export function attemptsToLookUpAgain(state: OperationState): OperationState["attempts"] {
  return state.attempts.filter((attempt) => sendsOf(state, attempt.id).some(isUnproven));
}
