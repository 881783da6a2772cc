import { KEY_LENGTH_MAX } from "../idempotency-key-header";
import { IDEMPOTENCY_DOCS } from "../idempotency-policy";
import { ListPaymentsQuery } from "../payment-list";
import { CREATE_CASES, jsonAnswer, type ProblemCase, problems } from "./answers";
import { EXAMPLE_BODY, EXAMPLE_KEY, examplePayment } from "./examples";
import { parameterSchema, schemaRef } from "./schemas";
import type { Operation, Parameter, PathItem } from "./shape";

const CREATE = "/api/v1/payments";
const ONE = `${CREATE}/${examplePayment("succeeded").id}`;

/** What every authenticated endpoint may answer besides. */
export const unauthorized = (instance: string) => problems(instance, [{ code: "unauthorized" }], ["WWW-Authenticate"]);
export const limited = (instance: string) => problems(instance, [{ code: "rate_limited", retry: { sameKey: true, newKey: false, afterSeconds: 1 } }], ["Retry-After"]);
export const broken = (instance: string) => problems(instance, [{ code: "internal_error" }]);
export const away = (instance: string) => problems(instance, [{ code: "storage_unavailable", retry: { sameKey: true, newKey: false, afterSeconds: 2 } }], ["Retry-After"]);

const prefer: Parameter = {
  name: "Prefer", in: "header",
  description: "`wait=N`: how many seconds to wait at most, 0 to 30. `respond-async`: answer 202 at once. What is unknown or malformed is ignored.",
  schema: { type: "string" }, examples: { wait: { value: "wait=10" }, async: { value: "respond-async" } },
};
const key: Parameter = {
  name: "Idempotency-Key", in: "header", required: true,
  description: `Names this payment among yours: 1 to ${KEY_LENGTH_MAX} visible ASCII characters, quoted or bare. Send the same again when you retry.`,
  schema: { type: "string", minLength: 1 }, examples: { bare: { value: EXAMPLE_KEY }, quoted: { value: `"${EXAMPLE_KEY}"` } },
};

const headerCases: readonly ProblemCase[] = [
  { code: "idempotency_key_missing" }, { code: "idempotency_key_invalid" }, { code: "invalid_json" }, { code: "card_number_not_accepted" },
  { code: "invalid_request", members: {}, detail: "Mend the fields that `errors` names." },
];
const { declined, rejected, inUse, completed, contradicted, expired, gone, resolved, reference, reused, unavailable, misconfigured } = CREATE_CASES;

const create: Operation = {
  operationId: "createPayment",
  tags: ["Payments"],
  summary: "Create a payment",
  description: `Charges once, however often it is sent. What a duplicate gets depends on your merchant's policy, replay or conflict: see \`${IDEMPOTENCY_DOCS}\`.`,
  parameters: [key, prefer],
  requestBody: {
    required: true, description: "One JSON object of at most 64 KiB. Unknown fields are refused.",
    content: { "application/json": { schema: schemaRef("CreatePaymentBody"), examples: { payment: { value: EXAMPLE_BODY } } } },
  },
  responses: {
    201: jsonAnswer("The payment succeeded. Byte for byte the same for every duplicate.", "Payment", ["Idempotency-Key", "Location", "Idempotent-Replayed", "Original-Request-Id", "Idempotency-Expires"], { succeeded: { value: examplePayment("succeeded") } }),
    202: jsonAnswer("Not final yet: pending, unknown, or contradicted under the policy conflict. The members are a payment's, and `retry`.", "AcceptedPayment", ["Idempotency-Key", "Location", "Retry-After", "Preference-Applied"], {
      unknown: { value: { ...examplePayment("unknown"), retry: { sameKey: true, newKey: false, afterSeconds: 5 } } },
      pending: { value: { ...examplePayment("pending"), retry: { sameKey: true, newKey: false, afterSeconds: 5 } } },
    }),
    400: problems(CREATE, [...headerCases, rejected], ["Link", "Idempotency-Key"]),
    401: unauthorized(CREATE),
    402: problems(CREATE, [declined], ["Idempotency-Key", "Idempotent-Replayed", "Original-Request-Id", "Idempotency-Expires"]),
    405: problems(CREATE, [{ code: "method_not_allowed" }], ["Allow"]),
    409: problems(CREATE, [inUse, completed, contradicted, expired, reference], ["Idempotency-Key", "Location", "Retry-After"]),
    410: problems(CREATE, [gone, resolved], ["Idempotency-Key"]),
    413: problems(CREATE, [{ code: "body_too_large" }], ["Idempotency-Key"]),
    415: problems(CREATE, [{ code: "unsupported_media_type" }], ["Idempotency-Key"]),
    422: problems(CREATE, [reused], ["Idempotency-Key"]),
    429: limited(CREATE),
    500: broken(CREATE),
    503: problems(CREATE, [unavailable, misconfigured, { code: "storage_unavailable", retry: { sameKey: true, newKey: false, afterSeconds: 2 } }], ["Idempotency-Key", "Retry-After"]),
  },
};

const listParameters: Parameter[] = Object.entries(ListPaymentsQuery.shape).map(([name, schema]) => {
  const { description, ...rest } = parameterSchema(schema);
  return { name, in: "query", description: typeof description === "string" ? description : `The payment's ${name}.`, schema: rest };
});

const list: Operation = {
  operationId: "listPayments",
  tags: ["Payments"],
  summary: "List payments",
  description: "Newest first, in pages. Unknown and repeated parameters are refused.",
  parameters: listParameters,
  responses: {
    200: jsonAnswer("One page.", "PaymentList", [], { page: { value: { data: [examplePayment("succeeded")], hasMore: false, nextCursor: null } } }),
    400: problems(CREATE, [{ code: "invalid_request", detail: "The query string is not valid." }]),
    401: unauthorized(CREATE), 429: limited(CREATE), 500: broken(CREATE), 503: away(CREATE),
  },
};

const read: Operation = {
  operationId: "getPayment",
  tags: ["Payments"],
  summary: "Read a payment",
  description: "With its attempts and sends. Reading never asks the processor. With `Prefer: wait=N` it holds until the ETag differs from `If-None-Match`, or, without one, until the outcome is definite.",
  parameters: [
    { name: "id", in: "path", required: true, description: "The payment's id.", schema: { type: "string" } },
    { name: "If-None-Match", in: "header", description: "ETags that you know, or *.", schema: { type: "string" } },
    prefer,
  ],
  responses: {
    200: jsonAnswer("The payment as it is now.", "Payment", ["ETag"], { succeeded: { value: examplePayment("succeeded") }, unknown: { value: examplePayment("unknown") } }),
    304: { description: "It has not changed.", headers: { ETag: { $ref: "#/components/headers/ETag" }, "Request-Id": { $ref: "#/components/headers/Request-Id" } } },
    400: problems(ONE, [{ code: "invalid_request", detail: "The query string is not valid." }]),
    401: unauthorized(ONE), 404: problems(ONE, [{ code: "payment_not_found" }]), 429: limited(ONE), 500: broken(ONE), 503: away(ONE),
  },
};

export const PAYMENT_PATHS: Readonly<Record<string, PathItem>> = {
  "/api/v1/payments": { post: create, get: list },
  "/api/v1/payments/{id}": { get: read },
};
