import { changeOperation, mustLoad } from "@/lib/attempts/close-attempt";
import { activeConnection, connectionById, type LiveConnection } from "@/lib/attempts/connections";
import { startLease } from "@/lib/attempts/dispatch-attempt";
import type { Draft } from "@/lib/attempts/draft";
import { grantLease } from "@/lib/attempts/grant-lease";
import { type AccountVerdict, learnAccount } from "@/lib/attempts/learn-account";
import { lookUpBeforeSending } from "@/lib/attempts/look-up-before-sending";
import { canReuseKey } from "@/lib/attempts/may-resend";
import { latestAttempt, type OperationState, sendsOf } from "@/lib/attempts/operation";
import { clock } from "@/lib/clock";
import type { ApiAnswer } from "@/lib/contract/api-answer";
import type { Attempt } from "@/lib/db/generated/client";
import { installationId } from "@/lib/db/installation";
import { sqlState } from "@/lib/db/transaction";
import { answerFirst } from "./answer-first";
import { holderOfReference } from "./claim-payment.sql";
import type { CreateRequest } from "./create-request";
import type { ClaimedKey } from "./duplicate-facts.sql";
import { notLookedUpAnswer, referenceInUse, unavailableAnswer } from "./payment-answers";
import { freshUntil, newAttempt } from "./payment-claim";

type Ready = { connection: LiveConnection; account: Extract<AccountVerdict, { kind: "known" }> };
/** What is sent: the same attempt under its old processor key, or a new one with a new key. */
type Plan = { kind: "same" | "new"; attempt: Attempt; connection: LiveConnection };

/**
 * Rows 7 and 8: the same key executes again. First everything earlier that is not proven is looked up once more; then
 * the same attempt sends again under the same processor key, or a new one where that key can't be used any more.
 * Null where the payment moved meanwhile: the duplicate looks at the table again.
 */
export async function executeAgain(request: CreateRequest, key: ClaimedKey): Promise<ApiAnswer | null> {
  const merchantId = request.merchant.id;
  const before = await mustLoad(merchantId, key.operation_id);
  if (before.operation.version !== key.version) return null;
  const lookedUp = await lookUpBeforeSending(before);
  if (lookedUp.kind === "moved") return null;
  if (lookedUp.kind === "inconclusive") return notLookedUpAnswer(lookedUp.state, request);
  const ready = await connectionFor(merchantId);
  if (!ready) return unavailableAnswer(lookedUp.state, request, "The processor's account can't be read, so nothing was sent.");
  const plan = await planFor(lookedUp.state, ready);
  return send(request, lookedUp.state, plan);
}

async function connectionFor(merchantId: string): Promise<Ready | null> {
  const connection = await activeConnection(merchantId);
  const account = connection && (await learnAccount(connection));
  return connection && account?.kind === "known" ? { connection, account } : null;
}

async function planFor(state: OperationState, { connection, account }: Ready): Promise<Plan> {
  const last = latestAttempt(state);
  const own = await connectionById(last.merchantId, last.connectionId);
  const pinned = { ...account, processor: connection.row.processor };
  if (own && canReuseKey(last, sendsOf(state, last.id), pinned, connection.processor.capabilities, clock.now())) return { kind: "same", attempt: last, connection: own };
  const number = state.operation.attemptCount + 1;
  return { kind: "new", connection, attempt: newAttempt({ payment: state.operation, number, installationId: await installationId(), connection, account }) };
}

async function send(request: CreateRequest, known: OperationState, plan: Plan): Promise<ApiAnswer | null> {
  const { version, status } = known.operation;
  const lease = startLease();
  let granted = false;
  try {
    const { state } = await changeOperation(known, (draft) => {
      granted = draft.before.operation.version === version && draft.before.operation.status === status;
      if (granted) begin(draft, request, plan);
    });
    return granted ? answerFirst(request, state, plan.connection, lease, status === "declined" ? "7" : "8") : null;
  } catch (error) {
    if (sqlState(error) !== "23505") throw error;
    const holder = await holderOfReference(request.merchant.id, known.operation.reference ?? "");
    return referenceInUse(request, holder);
  }
}

/** The change that makes the payment pending again: its answer is withdrawn, its reference claimed anew. */
function begin(draft: Draft, request: CreateRequest, plan: Plan): void {
  const { operation } = draft;
  const queued = request.prefer.respondAsync || request.merchant.answer === "async";
  draft.requestId = request.requestId;
  draft.answer = "withdraw";
  draft.movePayment("pending");
  operation.declineCode = null;
  operation.failureCode = null;
  operation.processorReference = null;
  operation.referenceClaim = request.merchant.uniqueReference ? operation.reference : null;
  operation.resendUntil = queued ? freshUntil(draft.now) : null;
  if (plan.kind === "new") {
    operation.attemptCount += 1;
    draft.attempts.set(plan.attempt.id, { row: { ...plan.attempt, createdAt: draft.now }, isNew: true, nextCheck: { inMs: 0 }, leaseMs: null });
  }
  const attempt = draft.attempt(plan.attempt.id);
  draft.event("payment.executed_again", attempt.row.id, { requestId: request.requestId, attempt: attempt.row.number, newProcessorKey: plan.kind === "new" });
  if (!queued) grantLease(draft, attempt);
  else if (plan.kind === "new") attempt.row.queuedUntil = operation.resendUntil;
  else attempt.nextCheck = { inMs: 0 };
}
