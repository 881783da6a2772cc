import type { OperationState } from "@/lib/attempts/operation";
import { clock } from "@/lib/clock";
import { type ApiAnswer, JSON_TYPE, PROBLEM_TYPE } from "@/lib/contract/api-answer";
import type { MerchantContext } from "@/lib/contract/merchant";
import { type Payment, presentPayment } from "@/lib/contract/payment";
import { type Retry, renderProblem } from "@/lib/contract/problem";
import type { ProblemCode } from "@/lib/contract/problem-codes";
import { env } from "@/lib/env";
import { encodeId } from "@/lib/id";
import { CREATE_PATH } from "@/lib/idempotency/keep-answer";
import { retryAdvice } from "@/lib/idempotency/retry-advice";
import { retryFactsOf } from "./retry-facts";
import { isStuck, stuckAfterMsOf } from "./stuck";

export type AnswerContext = { merchant: MerchantContext; requestId: string };

/** Where a payment is read. */
function locationOf(paymentId: string): string {
  return `${CREATE_PATH}/${encodeId("payment", paymentId)}`;
}

function present(state: OperationState, merchant: MerchantContext): Payment {
  const stuck = isStuck(state.operation, stuckAfterMsOf(merchant), clock.now());
  return presentPayment(state.operation, state.attempts, state.sends, { stuck });
}

export function adviceFor(state: OperationState): Retry {
  return retryAdvice(retryFactsOf(state, clock.now()));
}

const retryAfter = (retry: Retry): Record<string, string> => (retry.afterSeconds === null ? {} : { "Retry-After": String(retry.afterSeconds) });

/** 202 with the payment as it is: pending, unknown, or contradicted under policy conflict. */
export function acceptedAnswer(state: OperationState, { merchant }: AnswerContext): ApiAnswer {
  const retry = adviceFor(state);
  // Contradicted waits for a person: asking again in a minute tells nothing sooner.
  const waits = retry.afterSeconds === null ? { "Retry-After": "60" } : retryAfter(retry);
  return {
    status: 202, contentType: JSON_TYPE, body: JSON.stringify({ ...present(state, merchant), retry }),
    headers: { Location: locationOf(state.operation.id), ...waits },
  };
}

export type ProblemOptions = { detail?: string; status?: number; retry: Retry; completed?: boolean; members?: Record<string, unknown>; headers?: Record<string, string> };

/** A problem about one payment. Every 409 says whether the work is done. */
export function paymentProblem(code: ProblemCode, context: AnswerContext, payment: { id: string; status: string } | null, options: ProblemOptions): ApiAnswer {
  const { status, body } = renderProblem(code, {
    detail: options.detail, instance: CREATE_PATH, requestId: context.requestId, status: options.status, retry: options.retry,
    completed: options.completed, publicUrl: env().LATCHKEY_PUBLIC_URL,
    members: { ...(payment ? { paymentId: encodeId("payment", payment.id), paymentStatus: payment.status } : {}), ...options.members },
  });
  const location: Record<string, string> = payment ? { Location: locationOf(payment.id) } : {};
  return { status, contentType: PROBLEM_TYPE, body, headers: { ...location, ...retryAfter(options.retry), ...options.headers } };
}

/** Rows 3a and 3b, and what is like them: nothing moved, the same key may try again. */
export function unavailableAnswer(state: OperationState, context: AnswerContext, detail?: string): ApiAnswer {
  const code = state.operation.failureCode === "processor_misconfigured" ? "processor_misconfigured" : "processor_unavailable";
  return paymentProblem(code, context, state.operation, { detail, retry: adviceFor(state), members: { payment: present(state, context.merchant) } });
}

/** Executing again, where an earlier request could not be looked up: it may have moved money, so only this key is safe. */
export function notLookedUpAnswer(state: OperationState, context: AnswerContext): ApiAnswer {
  return paymentProblem("processor_unavailable", context, state.operation, {
    detail: "An earlier request for this payment could not be looked up, so nothing was sent again.",
    retry: { sameKey: true, newKey: false, afterSeconds: 5 }, members: { payment: present(state, context.merchant) },
  });
}

/** The stored answer as the first request gets it; a duplicate's marks are added by its caller. */
export function keptAnswer(paymentId: string, kept: { status: number; code: string | null; body: string; expiresAt: Date | null }): ApiAnswer {
  return {
    status: kept.status, contentType: kept.code === null ? JSON_TYPE : PROBLEM_TYPE, body: kept.body,
    headers: { Location: locationOf(paymentId), ...(kept.expiresAt ? { "Idempotency-Expires": kept.expiresAt.toISOString() } : {}) },
  };
}

/** Row 13: retry neither with this key nor with a new one. */
export function contradictedAnswer(state: OperationState, context: AnswerContext): ApiAnswer {
  if (context.merchant.policy === "conflict") return acceptedAnswer(state, context);
  return paymentProblem("payment_contradicted", context, state.operation, { retry: adviceFor(state), completed: false });
}

/** What the request that did the work is told, by the state it left (rows 1 to 5 and 13). */
export function answerOfState(state: OperationState, context: AnswerContext): ApiAnswer {
  const { operation, key } = state;
  if (operation.status === "contradicted") return contradictedAnswer(state, context);
  if (operation.status === "pending" || operation.status === "unknown") return acceptedAnswer(state, context);
  if (key?.answerStatus && key.answerBody !== null) {
    return keptAnswer(operation.id, { status: key.answerStatus, code: key.answerCode, body: key.answerBody, expiresAt: key.expiresAt });
  }
  return unavailableAnswer(state, context);
}

/** Another payment of this merchant holds the reference; nothing was stored and the key stays free. */
export function referenceInUse(context: AnswerContext, holder: { id: string; status: string } | null): ApiAnswer {
  return paymentProblem("reference_in_use", context, holder, {
    retry: { sameKey: false, newKey: false, afterSeconds: null }, completed: holder?.status === "succeeded",
  });
}
