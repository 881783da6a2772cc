import { setTimeout as sleep } from "node:timers/promises";
import type { LiveConnection } from "@/lib/attempts/connections";
import type { LeaseStart } from "@/lib/attempts/dispatch-attempt";
import { latestAttempt, type OperationState } from "@/lib/attempts/operation";
import { sendAndClose } from "@/lib/attempts/send-and-close";
import type { ApiAnswer } from "@/lib/contract/api-answer";
import { trackDetached } from "@/lib/drain";
import { log } from "@/lib/log";
import type { CreateRequest } from "./create-request";
import { noteAnswer } from "./note-answer";
import { answerOfState } from "./payment-answers";

/**
 * What the request that claimed the key (or executes it again) is told: rows 1 to 5. The call to the processor is
 * detached from the request: it goes on when the client hangs up or does not wait that long.
 */
export async function answerFirst(
  request: CreateRequest, granted: OperationState, connection: LiveConnection, lease: LeaseStart, again: "7" | "8" | null = null,
): Promise<ApiAnswer> {
  const state = latestAttempt(granted).status === "queued" || granted.operation.resendUntil !== null
    ? granted
    : await sendWithin(request, granted, connection, lease);
  const answer = answerOfState(state, request);
  // The plain first answer is the stored one: only what differs from it is noted.
  if (again !== null || state.key?.answerBody == null) noteAnswer(request, state.operation.id, answer, { row: again ?? firstRow(state), waitedMs: 0, differs: [] });
  return request.prefer.respondAsync ? { ...answer, headers: { ...answer.headers, "Preference-Applied": "respond-async" } } : answer;
}

/** The closed state, or the pending one where the client's patience ends first or storage went away behind the answer. */
async function sendWithin({ prefer: { waitS }, requestId }: CreateRequest, granted: OperationState, connection: LiveConnection, lease: LeaseStart): Promise<OperationState> {
  const sending = trackDetached(sendAndClose(granted, latestAttempt(granted).id, connection, lease)).then(
    ({ state }) => state,
    // The answer is 202 pending, and recovery finds the send when its lease has run out.
    (error: unknown) => {
      log().error({ err: error, requestId, paymentId: granted.operation.id }, "a send could not be closed; recovery will");
      return granted;
    },
  );
  if (waitS === null) return sending;
  const patience = new AbortController();
  const limit = sleep(waitS * 1_000, granted, { signal: patience.signal }).catch(() => granted);
  const state = await Promise.race([sending, limit]);
  patience.abort();
  return state;
}

/** The contract's row of a first request that got no stored answer. */
function firstRow({ operation }: OperationState): string {
  if (operation.status === "pending") return operation.resendUntil === null ? "first 4b" : "first 5";
  if (operation.status === "failed") return operation.failureCode === "processor_misconfigured" ? "first 3b" : "first 3a";
  return operation.status === "contradicted" ? "first 13" : "first 4";
}
