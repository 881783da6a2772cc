import { clock } from "@/lib/clock";
import { env } from "@/lib/env";
import { newId } from "@/lib/id";
import { countInquiry } from "@/lib/metrics";
import { type AbsenceTerms, countsFrom, isAbsenceProven } from "./absence-proof";
import { changeOperation, mustLoad, withJitter } from "./close-attempt";
import { healthOf, noteHealth } from "./connection-health";
import { connectionById, type LiveConnection } from "./connections";
import { absenceEvidence, insertEvidence } from "./evidence.sql";
import type { Finding, InquiryTrigger, NewEvidence } from "./facts";
import { gravestFirst, inWords } from "./finding-in-words";
import { inLanes } from "./in-lanes";
import { type ClaimedInquiry, claimInquiries, finishInquiry, type NextLook } from "./inquiry-claim.sql";
import { cancelOpenObjects, lookUp, maxProcessingMs, type Question } from "./look-up";
import { reachPoint } from "./named-points";
import { attemptById, isUnproven, type OperationState, sendsOf } from "./operation";
import { RECHECK_MS } from "./recheck";
import { settleFinding } from "./settle-finding";

/** At most one inquiry in this time for one attempt, whoever asks (the contract's section 6). */
export const INQUIRY_EVERY_MS = 5_000;
/** Attempts of one inquiry that are read, cancelled and settled at once: their changes share commits. */
const SETTLED_AT_ONCE_MAX = 8;

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
  await inLanes(claimed, SETTLED_AT_ONCE_MAX, async (claim) => questions.set(claim.id, await prepare(request, claim)));
  const findings = await lookUp(connection, [...questions.values()]);
  const inquired: Inquired[] = [];
  await inLanes(claimed, SETTLED_AT_ONCE_MAX, async (claim) => {
    const found = findings.get(claim.id);
    if (!found) return;
    // Its own request is still being answered: what is open now may be done in a moment.
    const isInFlight = questions.get(claim.id)?.attempt.status === "dispatched";
    inquired.push(await conclude(request, connection, claim, isInFlight ? found : await cancelOpenObjects(connection, found)));
  });
  for (const { finding } of inquired) countInquiry(inWords(finding).conclusion);
  await noteHealth(connection, healthOfAll(inquired));
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
  const looks = counts ? [...(await absenceEvidence(request.merchantId, claim.operation_id, claim.id)), { ...evidence }] : [];
  const { state, changed } = await changeOperation(known, (draft) => {
    // Proven of the sends that there are now: one that was granted since the look-up is not covered by it.
    const absent = isAbsenceProven(attemptById(draft.before, claim.id), sendsOf(draft.before, claim.id), looks, terms);
    settleFinding(draft, { trigger: request.trigger, attemptId: claim.id, finding, absent });
    // Evidence travels with the change it causes; alone it does not raise the payment's version.
    if (!draft.isEmpty) draft.evidence.push(evidence);
  });
  if (!changed) await insertEvidence(request.merchantId, { kind: attempt.operationKind, id: claim.operation_id }, evidence);
  const settled = attemptById(state, claim.id);
  await finishInquiry(request.merchantId, claim, settled.fence, nextLook(request, settled, finding));
  return { attemptId: claim.id, finding, state };
}

function evidenceOf(request: InquiryRequest, claim: ClaimedInquiry, finding: Finding, counts: boolean): NewEvidence {
  const [object] = finding.kind === "objects" ? gravestFirst(finding.objects) : [];
  return {
    id: newId(), attemptId: claim.id, source: "inquiry", trigger: request.trigger, ...inWords(finding), countsForAbsence: counts,
    processorReference: object?.reference ?? null, httpStatus: finding.kind === "inconclusive" ? finding.httpStatus : 200, body: object?.body ?? null,
    actor: request.actor, askedAt: claim.asked_at, answeredAt: clock.now(),
  };
}

/**
 * The schedule has no end: its last step repeats. Only its own looks move it on, so that a client who asks often does
 * not put it off. Closed attempts are left, but those that failed by absence or verdict.
 */
function nextLook({ trigger }: InquiryRequest, attempt: OperationState["attempts"][number], finding: Finding): NextLook | "keep" {
  if (trigger === "after_failure" && attempt.status === "failed") {
    const [first] = RECHECK_MS;
    // Nobody looked: the same look is due again.
    if (finding.kind === "inconclusive") return { inMs: withJitter(first), counts: false };
    const next = RECHECK_MS[attempt.checkCount + 1];
    return { inMs: next === undefined ? null : next - first, counts: true };
  }
  if (trigger !== "schedule" || (attempt.status !== "unknown" && attempt.status !== "dispatched")) return "keep";
  const schedule = env().LATCHKEY_RECOVERY_SCHEDULE;
  // The first step was taken when it became unknown.
  const step = schedule[Math.min(attempt.checkCount + 1, schedule.length - 1)] ?? INQUIRY_EVERY_MS;
  return { inMs: withJitter(step), counts: true };
}

/** Findings that say nothing of the processor itself (another account, a list too long) count as answers. */
function healthOfAll(inquired: readonly Inquired[]) {
  const states = inquired.map(({ finding }) => (finding.kind === "inconclusive" && !OUR_OWN.has(finding.code) ? healthOf(finding.httpStatus) : "answering"));
  return states.find((state) => state !== "answering") ?? "answering";
}

/** Why nothing was learnt although the processor was not asked, or answered well. */
const OUR_OWN = new Set(["another_account", "not_ours", "reference_gone", "no_look_up", "page_limit"]);

/** Attempts with a send that is not proven either way: they are looked up once more before anything is sent again. */
export function attemptsToLookUpAgain(state: OperationState): OperationState["attempts"] {
  return state.attempts.filter((attempt) => sendsOf(state, attempt.id).some(isUnproven));
}
