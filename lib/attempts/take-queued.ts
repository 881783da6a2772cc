import { clock } from "@/lib/clock";
import { changeOperation } from "./close-attempt";
import { connectionById } from "./connections";
import { startLease } from "./dispatch-attempt";
import type { Draft } from "./draft";
import { putOff } from "./due-attempts.sql";
import { grantLease } from "./grant-lease";
import { attemptsToLookUpAgain, INQUIRY_EVERY_MS } from "./inquire";
import { lookUpBeforeSending } from "./look-up-before-sending";
import { attemptById, latestAttempt, type OperationState } from "./operation";
import { sendAndClose } from "./send-and-close";
import { closeFailed } from "./settle-send";

/**
 * Takes an attempt that waits for the worker: queued, or failed as not reached while its asynchronous payment is still
 * pending. Taking it is a transaction of its own; past its freshness limit, or where money turned up for the payment
 * meanwhile, it fails unsent.
 */
export async function takeQueued(known: OperationState, attemptId: string): Promise<OperationState> {
  const connection = await connectionById(known.operation.merchantId, attemptById(known, attemptId).connectionId);
  // What was looked up when the client asked may be minutes old by now.
  const isTakenUpAgain = waitOf(known, attemptId) === "send" && attemptsToLookUpAgain(known).length > 0;
  if (isTakenUpAgain) {
    const lookedUp = await lookUpBeforeSending(known);
    // It stays due: the next round takes it as it is by then.
    if (lookedUp.kind === "moved") return known;
    if (lookedUp.kind === "inconclusive") {
      await putOff(known.operation.merchantId, [attemptId], INQUIRY_EVERY_MS);
      return lookedUp.state;
    }
  }
  const lease = startLease();
  let granted = false;
  const { state } = await changeOperation(known, (draft) => {
    const wait = waitOf(draft.before, attemptId);
    granted = connection !== null && wait === "send";
    if (wait === null) return;
    if (!granted) return endUnsent(draft, attemptId);
    grantLease(draft, draft.attempt(attemptId));
    draft.event("send.started", attemptId);
  });
  return granted && connection ? (await sendAndClose(state, attemptId, connection, lease)).state : state;
}

/** What an attempt waits for: to be sent, to end unsent, or for nothing that is done here. */
function waitOf(state: OperationState, attemptId: string): "send" | "end" | null {
  const { status } = attemptById(state, attemptId);
  const { operation } = state;
  // An older attempt that failed waits for a look, never for a send.
  const isBetweenSends = status === "failed" && operation.status === "pending" && latestAttempt(state).id === attemptId;
  if (status !== "queued" && !isBetweenSends) return null;
  const until = status === "queued" ? attemptById(state, attemptId).queuedUntil : operation.resendUntil;
  return operation.status === "pending" && until !== null && clock.now() < until ? "send" : "end";
}

/** Past the freshness limit, counted from when it was queued for its request: failed, as not reached (row 3a). */
function endUnsent(draft: Draft, attemptId: string): void {
  const attempt = draft.attempt(attemptId);
  if (attempt.row.status === "queued") {
    draft.moveAttempt(attempt, "failed");
    attempt.row.failureCode = "processor_unavailable";
    attempt.row.fence += 1;
  }
  attempt.nextCheck = "none";
  const isLate = draft.operation.status === "pending";
  closeFailed(draft, attempt, "processor_unavailable", { detail: isLate ? "The worker's time to send it is over." : "The payment came to another end before it was sent." });
}
