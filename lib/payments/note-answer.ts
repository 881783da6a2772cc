import type { ApiAnswer } from "@/lib/contract/api-answer";
import { noteTold } from "@/lib/idempotency/told-answers";
import type { CreateRequest } from "./create-request";

/** Which row applied, how long the client waited for it, and the fields that differed (row 11). */
export type AnswerNote = { row: string; waitedMs: number; differs: string[] };

/** Notes for operators what a client was told about its key. */
export function noteAnswer(request: CreateRequest, paymentId: string, answer: ApiAnswer, { row, waitedMs, differs }: AnswerNote): void {
  noteTold({
    merchantId: request.merchant.id, operationId: paymentId, requestId: request.requestId, row, httpStatus: answer.status, code: codeOf(answer),
    retryAfterS: retryAfterOf(answer), waitedMs: Math.round(waitedMs), fingerprint: row === "11" ? "different" : "same", differs,
  });
}

/** The problem's code, from the answer that is about to be sent. */
function codeOf(answer: ApiAnswer): string | null {
  if (answer.status < 400 || answer.body === null) return null;
  const { code } = JSON.parse(answer.body) as { code?: unknown };
  return typeof code === "string" ? code : null;
}

function retryAfterOf(answer: ApiAnswer): number | null {
  const seconds = Number(answer.headers["Retry-After"] ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds : null;
}
