import type { SendReport } from "@/lib/processors/outcome";
import { changeOperation, settleTerms } from "./close-attempt";
import type { LiveConnection } from "./connections";
import { dispatchAttempt, type LeaseStart } from "./dispatch-attempt";
import { noteCredentials } from "./learn-account";
import { attemptById, type OperationState } from "./operation";
import { settleSend } from "./settle-send";
import { reachPoint } from "./named-points";

export type Sent = { state: OperationState; report: SendReport };

/**
 * Sends an attempt whose lease is held, then closes it: between the two stands no transaction. `state` is what the
 * granting transaction left, so that an undisturbed payment is closed without being read again.
 */
export async function sendAndClose(state: OperationState, attemptId: string, connection: LiveConnection, lease: LeaseStart): Promise<Sent> {
  const attempt = attemptById(state, attemptId);
  await reachPoint("before_send");
  const report = await dispatchAttempt(attempt, connection, lease);
  await reachPoint("after_charge");
  await reachPoint("before_close");
  const fact = { attemptId, sendNumber: attempt.sendCount, fence: attempt.fence, report };
  const { state: closed } = await changeOperation(state, (draft) => settleSend(draft, fact, settleTerms()));
  await reachPoint("after_close");
  await watchCredentials(connection, report);
  return { state: closed, report };
}

async function watchCredentials({ row }: LiveConnection, report: SendReport): Promise<void> {
  const refused = report.refusal === "processor_misconfigured";
  // Written only when it changes: most answers cost no statement here.
  if (refused !== (row.credentialsRefusedAt !== null) && (refused || report.httpStatus !== null)) {
    await noteCredentials(row.merchantId, row.id, refused ? "refused" : "accepted");
  }
}
