import type { Policy } from "@/lib/contract/merchant";
import type { Payment } from "@/lib/contract/payment";
import { renderProblem } from "@/lib/contract/problem";
import type { ProblemCode } from "@/lib/contract/problem-codes";
import { env } from "@/lib/env";
import { retryAdvice } from "./retry-advice";

/** The path that every create is sent to; `instance` of a stored problem. */
export const CREATE_PATH = "/api/v1/payments";

export type KeptAnswer = { status: number; code: ProblemCode | null; body: string };

export type FinalFacts = {
  payment: Payment;
  policy: Policy;
  attemptCount: number;
  /** The request whose work the answer is. */
  requestId: string;
  resolved: boolean;
  processorCode: string | null;
  processorField: string | null;
  /** Some earlier send counts as not applied only by absence or by a person's word. */
  restsOnAbsence: boolean;
};

/**
 * The answer that is stored when an outcome becomes definite, whoever closed it; the first request sends the same
 * bytes. Null for the definite outcomes that store none: failed without 3c, and contradicted.
 */
export function finalAnswer(facts: FinalFacts): KeptAnswer | null {
  const { payment } = facts;
  if (payment.status === "succeeded") return { status: 201, code: null, body: JSON.stringify(payment) };
  if (payment.status === "declined") return problem("payment_declined", facts, `The processor declined it${payment.declineCode ? `: ${payment.declineCode}` : ""}. No money moved.`);
  if (payment.status !== "failed") return null;
  if (facts.resolved) return problem("payment_resolved", facts, "An operator resolved this payment as failed: no money was kept. It is never executed again under this key.");
  if (payment.failureCode === "processor_rejected") return problem("processor_rejected", facts, rejection(facts));
  return null;
}

function rejection(facts: FinalFacts): string {
  const field = facts.processorField ? ` (field ${facts.processorField})` : "";
  return `The processor found the request itself wrong: ${facts.processorCode ?? "no code given"}${field}. No money moved; a corrected body needs a new key.`;
}

function problem(code: ProblemCode, facts: FinalFacts, detail: string): KeptAnswer {
  const { payment } = facts;
  const rejected = code === "processor_rejected" ? { processorCode: facts.processorCode, processorField: facts.processorField } : {};
  const { status, body } = renderProblem(code, {
    detail,
    instance: CREATE_PATH,
    requestId: facts.requestId,
    publicUrl: env().LATCHKEY_PUBLIC_URL,
    retry: retryAdvice({
      status: payment.status, policy: facts.policy, failureCode: payment.failureCode, resolved: facts.resolved,
      expired: false, attemptCount: facts.attemptCount, restsOnAbsence: facts.restsOnAbsence, openForS: 0,
    }),
    members: { paymentId: payment.id, paymentStatus: payment.status, ...rejected, payment },
  });
  return { status, code, body };
}
