import { setTimeout as sleep } from "node:timers/promises";
import type { LiveConnection } from "@/lib/attempts/connections";
import type { LeaseStart } from "@/lib/attempts/dispatch-attempt";
import { latestAttempt, type OperationState } from "@/lib/attempts/operation";
import { sendAndClose } from "@/lib/attempts/send-and-close";
import type { ApiAnswer } from "@/lib/contract/api-answer";
import { trackDetached } from "@/lib/drain";
import { noteTold } from "@/lib/idempotency/told-answers";
import type { CreateRequest } from "./create-payment";
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
    : await sendWithin(request.prefer.waitS, granted, connection, lease);
  const answer = answerOfState(state, request);
  // The plain first answer is the stored one: only what differs from it is noted.
  if (again !== null || state.key?.answerBody == null) tell(request, state, answer, again ?? firstRow(state));
  return request.prefer.respondAsync ? { ...answer, headers: { ...answer.headers, "Preference-Applied": "respond-async" } } : answer;
}

/** The closed state, or the pending one where the client's patience ends first or storage went away behind the answer. */
async function sendWithin(waitS: number | null, granted: OperationState, connection: LiveConnection, lease: LeaseStart): Promise<OperationState> {
  const sending = trackDetached(sendAndClose(granted, latestAttempt(granted).id, connection, lease)).then(
    ({ state }) => state,
    // The answer is 202 pending, and recovery finds the send when its lease has run out.
    () => granted,
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

function tell(request: CreateRequest, state: OperationState, answer: ApiAnswer, row: string): void {
  noteTold({
    merchantId: request.merchant.id, operationId: state.operation.id, requestId: request.requestId, row, httpStatus: answer.status,
    code: codeOf(answer), retryAfterS: retryAfterOf(answer), waitedMs: 0, fingerprint: "same", differs: [],
  });
}

/** The problem's code, from the answer that is about to be sent. */
export function codeOf(answer: ApiAnswer): string | null {
  if (answer.status < 400 || answer.body === null) return null;
  const { code } = JSON.parse(answer.body) as { code?: unknown };
  return typeof code === "string" ? code : null;
}

export function retryAfterOf(answer: ApiAnswer): number | null {
  const seconds = Number(answer.headers["Retry-After"] ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds : null;
}
