import { clock } from "@/lib/clock";
import { env } from "@/lib/env";
import { changeOperation } from "./close-attempt";
import type { LiveConnection } from "./connections";
import { startLease } from "./dispatch-attempt";
import { grantLease, isLeaseFree } from "./grant-lease";
import { mayResend, type ResendTerms } from "./may-resend";
import { reachPoint } from "./named-points";
import { attemptById, type OperationState, sendsOf } from "./operation";
import { sendAndClose } from "./send-and-close";

/**
 * Sends an unknown attempt again under its processor key, after a look-up that did not find it, where the contract's
 * section 6 allows it. Null where it does not (any more).
 */
export async function resend(known: OperationState, attemptId: string, connection: LiveConnection): Promise<OperationState | null> {
  const terms: ResendTerms = {
    capabilities: connection.processor.capabilities, resendingOn: connection.row.resending, freshnessMs: env().LATCHKEY_FRESHNESS_MS,
  };
  // Not where money turned up for the payment meanwhile, and not beside a sender whose lease still runs.
  const allowed = (state: OperationState) =>
    state.operation.status === "unknown" && isLeaseFree(attemptById(state, attemptId), clock.now())
    && mayResend(attemptById(state, attemptId), sendsOf(state, attemptId), terms, clock.now());
  if (!allowed(known)) return null;
  const fence = attemptById(known, attemptId).fence;
  const lease = startLease();
  let granted = false;
  const { state } = await changeOperation(known, (draft) => {
    granted = allowed(draft.before) && attemptById(draft.before, attemptId).fence === fence;
    if (!granted) return;
    grantLease(draft, draft.attempt(attemptId));
    draft.event("send.again", attemptId, { reason: "a look-up did not find it" });
  });
  if (!granted) return null;
  await reachPoint("during_resend");
  return (await sendAndClose(state, attemptId, connection, lease)).state;
}
