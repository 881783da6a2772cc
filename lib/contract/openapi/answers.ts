import { PROBLEM_TYPE } from "../api-answer";
import { type ProblemFacts, renderProblem } from "../problem";
import { PROBLEMS, type ProblemCode } from "../problem-codes";
import { examplePayment } from "./examples";
import { type AnswerHeader, headerRefs } from "./headers";
import { type SchemaName, schemaRef } from "./schemas";
import type { Answer } from "./shape";

const REQUEST_ID = "req_01kb4n6t3v8w9x0y1z2a3b4c5d";

/** An answer with a JSON body of one of our schemas. */
export function jsonAnswer(description: string, schema: SchemaName, headers: readonly AnswerHeader[], examples?: Readonly<Record<string, { value: unknown }>>): Answer {
  return { description, headers: headerRefs(["Request-Id", ...headers]), content: { "application/json": { schema: schemaRef(schema), examples } } };
}

/** What distinguishes one code's example from another's. */
export type ProblemCase = { code: ProblemCode } & Partial<Omit<ProblemFacts, "instance" | "requestId">>;

/** An answer that is a problem with one of these codes, each with an example made by the code that writes them. */
export function problems(instance: string, cases: readonly ProblemCase[], headers: readonly AnswerHeader[] = []): Answer {
  const examples = Object.fromEntries(cases.map((one) => [one.code, { summary: PROBLEMS[one.code].title, value: exampleProblem(one, instance) }]));
  const codes = [...new Set(cases.map((one) => one.code))];
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join(" "),
    headers: headerRefs(["Request-Id", ...headers]),
    content: { [PROBLEM_TYPE]: { schema: { allOf: [schemaRef("Problem"), { type: "object", properties: { code: { enum: codes } } }] }, examples } },
  };
}

/** A problem as it goes out, for the document and for the page of its code. */
export function exampleProblem(one: ProblemCase, instance: string): unknown {
  const status = one.status ?? PROBLEMS[one.code].status;
  const { body } = renderProblem(one.code, {
    ...one, instance, requestId: REQUEST_ID, status, retry: one.retry ?? { sameKey: true, newKey: false, afterSeconds: null },
    completed: status === 409 ? (one.completed ?? false) : undefined,
  });
  return JSON.parse(body);
}

const payment = examplePayment("succeeded");
const never = { sameKey: false, newKey: false, afterSeconds: null };
const again = (afterSeconds: number) => ({ sameKey: true, newKey: true, afterSeconds });

/** The members that tell the problems of a create apart. */
export const CREATE_CASES = {
  declined: { code: "payment_declined", retry: { sameKey: false, newKey: true, afterSeconds: null }, members: { paymentId: payment.id, payment: examplePayment("declined") } },
  rejected: { code: "processor_rejected", retry: { sameKey: false, newKey: true, afterSeconds: null }, members: { paymentId: payment.id, processorCode: "resource_missing", processorField: "payment_method" } },
  inUse: { code: "idempotency_key_in_use", retry: { sameKey: true, newKey: false, afterSeconds: 5 }, members: { paymentId: payment.id } },
  completed: { code: "payment_already_completed", completed: true, retry: never, members: { paymentId: payment.id } },
  contradicted: { code: "payment_contradicted", retry: never, members: { paymentId: payment.id } },
  expired: { code: "idempotency_result_expired", completed: true, retry: never, members: { paymentId: payment.id, paymentStatus: "succeeded" } },
  gone: { code: "idempotency_result_expired", status: 410, retry: { sameKey: false, newKey: true, afterSeconds: null }, members: { paymentId: payment.id, paymentStatus: "declined" } },
  resolved: { code: "payment_resolved", retry: { sameKey: false, newKey: true, afterSeconds: null }, members: { paymentId: payment.id } },
  reference: { code: "reference_in_use", retry: never, members: { paymentId: payment.id } },
  reused: { code: "idempotency_key_reused", retry: never, members: { differs: ["/amount"] } },
  unavailable: { code: "processor_unavailable", retry: again(5), members: { paymentId: payment.id } },
  misconfigured: { code: "processor_misconfigured", retry: again(60), members: { paymentId: payment.id } },
} as const satisfies Record<string, ProblemCase>;
