import { clock } from "@/lib/clock";
import { changeOperation } from "./close-attempt";
import { connectionById } from "./connections";
import { startLease } from "./dispatch-attempt";
import { grantLease } from "./grant-lease";
import { attemptById, type OperationState } from "./operation";
import { sendAndClose } from "./send-and-close";
import { closeFailed } from "./settle-send";

/**
 * Takes an attempt that waits for the worker: queued, or failed as not reached while its asynchronous payment is still
 * pending. Taking it is a transaction of its own; past its freshness limit it fails unsent.
 */
export async function takeQueued(known: OperationState, attemptId: string): Promise<OperationState> {
  const lease = startLease();
  const connection = await connectionById(known.operation.merchantId, attemptById(known, attemptId).connectionId);
  let granted = false;
  const { state } = await changeOperation(known, (draft) => {
    granted = false;
    const current = attemptById(draft.before, attemptId);
    const waits = current.status === "queued" || (current.status === "failed" && draft.before.operation.status === "pending");
    if (!waits) return;
    const until = current.status === "queued" ? current.queuedUntil : draft.before.operation.resendUntil;
    if (connection && until !== null && clock.now() < until) {
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
