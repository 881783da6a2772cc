import { clock } from "@/lib/clock";
import { changeOperation } from "./close-attempt";
import { connectionById } from "./connections";
import { startLease } from "./dispatch-attempt";
import { grantLease } from "./grant-lease";
import { attemptById, latestAttempt, type OperationState } from "./operation";
import { sendAndClose } from "./send-and-close";
import { closeFailed } from "./settle-send";

/**
 * Takes an attempt that waits for the worker: queued, or failed as not reached while its asynchronous payment is still
 * pending. Taking it is a transaction of its own; past its freshness limit, or where money turned up for the payment
 * meanwhile, it fails unsent.
 */
export async function takeQueued(known: OperationState, attemptId: string): Promise<OperationState> {
  const lease = startLease();
  const connection = await connectionById(known.operation.merchantId, attemptById(known, attemptId).connectionId);
  let granted = false;
  const { state } = await changeOperation(known, (draft) => {
    granted = false;
    const current = attemptById(draft.before, attemptId);
    const { status, resendUntil } = draft.before.operation;
    // An older attempt that failed waits for a look, never for a send.
    const isBetweenSends = current.status === "failed" && status === "pending" && latestAttempt(draft.before).id === attemptId;
    if (current.status !== "queued" && !isBetweenSends) return;
    const until = current.status === "queued" ? current.queuedUntil : resendUntil;
    if (connection && status === "pending" && until !== null && clock.now() < until) {
      grantLease(draft, draft.attempt(attemptId));
      draft.event("send.started", attemptId);
      granted = true;
    } else endUnsent(draft, attemptId);
  });
  return granted && connection ? (await sendAndClose(state, attemptId, connection, lease)).state : state;
}

/** Past the freshness limit, counted from when it was queued for its request: failed, as not reached (row 3a). */
function endUnsent(draft: Parameters<Parameters<typeof changeOperation>[1]>[0], attemptId: string): void {
  const attempt = draft.attempt(attemptId);
  if (attempt.row.status === "queued") {
    draft.moveAttempt(attempt, "failed");
    attempt.row.failureCode = "processor_unavailable";
    attempt.row.fence += 1;
  }
  attempt.nextCheck = "none";
  closeFailed(draft, attempt, "processor_unavailable", { detail: "The worker's time to send it is over." });
}
