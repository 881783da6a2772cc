import { setTimeout as sleep } from "node:timers/promises";
import { isStorageFailure } from "@/lib/db/transaction";
import { trackDetached } from "@/lib/drain";
import { log } from "@/lib/log";
import { countSend } from "@/lib/metrics";
import type { SendReport } from "@/lib/processors/outcome";
import { changeOperation, settleTerms } from "./close-attempt";
import { healthOf, noteHealth } from "./connection-health";
import type { LiveConnection } from "./connections";
import { dispatchAttempt, type LeaseStart } from "./dispatch-attempt";
import { reachPoint } from "./named-points";
import { attemptById, type OperationState } from "./operation";
import { type SendFact, settleSend } from "./settle-send";

export type Sent = { state: OperationState; report: SendReport };

/**
 * Sends an attempt whose lease is held, then closes it: between the two stands no transaction. `state` is what the
 * granting transaction left, so that an undisturbed payment is closed without being read again. Throws where the close
 * could not be stored; the answer is then tried to be stored for a while longer, and recovery finds the rest.
 */
export async function sendAndClose(state: OperationState, attemptId: string, connection: LiveConnection, lease: LeaseStart): Promise<Sent> {
  const attempt = attemptById(state, attemptId);
  await reachPoint("before_send");
  const report = await dispatchAttempt(attempt, connection, lease);
  countSend(connection.processor.name, report.outcome);
  await reachPoint("after_charge");
  await reachPoint("before_close");
  const fact: SendFact = { attemptId, sendNumber: attempt.sendCount, fence: attempt.fence, report };
  const closed = await close(state, fact);
  await reachPoint("after_close");
  // A sender that was too late has heard nothing either way.
  if (!report.unsent || report.code !== "too_late") void trackDetached(noteHealth(connection, healthOf(report.httpStatus)).catch(() => undefined));
  return { state: closed, report };
}

async function close(state: OperationState, fact: SendFact): Promise<OperationState> {
  try {
    return (await changeOperation(state, (draft) => settleSend(draft, fact, settleTerms()))).state;
  } catch (error) {
    if (isStorageFailure(error)) void trackDetached(closeLater(state, fact));
    throw error;
  }
}

/** The database is away just now: 1, 2, 4 … 64 s. What the processor said is worth more than the time. */
const CLOSE_LATER_TRIES = 7;

async function closeLater(state: OperationState, fact: SendFact): Promise<void> {
  const { merchantId, id: operationId } = state.operation;
  for (let tries = 0; tries < CLOSE_LATER_TRIES; tries += 1) {
    await sleep(1_000 * 2 ** tries);
    try {
      await changeOperation({ merchantId, operationId }, (draft) => {
        const send = draft.before.sends.find((row) => row.attemptId === fact.attemptId && row.number === fact.sendNumber);
        // The first try may have been stored although its answer was lost.
        if (send?.finishedAt === null) settleSend(draft, fact, settleTerms());
      });
      return;
    } catch (error) {
      log().warn({ err: error, operationId, tries }, "a processor's answer could not be stored yet");
    }
  }
}
