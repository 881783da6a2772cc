import { KEY_LENGTH_MAX } from "../idempotency-key-header";
import { idempotencyPolicy } from "../idempotency-policy";
import { jsonAnswer, problems } from "./answers";
import { EXAMPLE_KEY, examplePayment } from "./examples";
import { headerRefs } from "./headers";
import { away, broken, limited, unauthorized } from "./payment-paths";
import type { Operation, Parameter, PathItem } from "./shape";

const KEYS = `/api/v1/idempotency-keys/${EXAMPLE_KEY}`;
const key = (where: "path" | "query"): Parameter => ({
  name: "key", in: where, required: true, description: "The idempotency key, percent-encoded.", schema: { type: "string", minLength: 1, maxLength: KEY_LENGTH_MAX },
});

const lookUp = (operationId: string, where: "path" | "query", description: string): Operation => ({
  operationId,
  tags: ["Idempotency"],
  summary: where === "path" ? "Look up a key" : "Look up a key that a path can't hold",
  description,
  parameters: [key(where)],
  responses: {
    200: jsonAnswer("What became of the key.", "IdempotencyKeyRecord", ["Idempotency-Key", "Idempotency-Expires"], {
      unknown: { value: { key: EXAMPLE_KEY, state: "unknown", payment: examplePayment("unknown"), createdAt: "2026-11-24T09:00:00.120Z", expiresAt: null, retry: { sameKey: true, newKey: false, afterSeconds: 5 } } },
    }),
    400: problems(KEYS, [{ code: "idempotency_key_invalid" }, { code: "invalid_request", detail: "The query string is not valid." }, { code: "card_number_not_accepted" }]),
    401: unauthorized(KEYS), 404: problems(KEYS, [{ code: "idempotency_key_not_found" }], ["Idempotency-Key"]), 429: limited(KEYS), 500: broken(KEYS), 503: away(KEYS),
  },
});

const open = (operationId: string, tag: string, summary: string, description: string, responses: Operation["responses"]): Operation =>
  ({ operationId, tags: [tag], summary, description, security: [], responses });

const plain = (description: string, type: string, value?: unknown) => ({
  description, content: { [type]: { schema: { type: type === "application/json" ? "object" : "string" }, ...(value === undefined ? {} : { examples: { answer: { value } } }) } },
});

const policy = (operationId: string, summary: string) =>
  open(operationId, "Idempotency", summary, "Key format, windows, and what duplicates get under both policies.", {
    200: { ...plain("The policy.", "application/json", idempotencyPolicy({ resultRetentionS: 86_400, freshnessMs: 600_000, publicUrl: undefined })), headers: headerRefs(["Request-Id"]) },
  });

const notify: Operation = {
  operationId: "receiveNotification",
  tags: ["Processors"],
  summary: "Receive a processor's notification",
  description: "Called by the processor. The signature is checked over the raw bytes with the connection's own secret; each event is stored once. It is a hint: the object is read again before anything is closed.",
  security: [],
  parameters: [
    { name: "processor", in: "path", required: true, description: "The adapter's name, such as stripe.", schema: { type: "string" } },
    { name: "connectionId", in: "path", required: true, description: "The connection's id.", schema: { type: "string" } },
  ],
  requestBody: { required: true, description: "The processor's event, at most 256 KiB.", content: { "application/json": { schema: { type: "object" } } } },
  responses: {
    200: { ...plain("Stored, now or before.", "application/json", { received: true }), headers: headerRefs(["Request-Id"]) },
    400: problems("/api/processors/stripe/con_1/notifications", [{ code: "notification_refused" }]),
    404: problems("/api/processors/stripe/con_1/notifications", [{ code: "not_found" }]),
    413: problems("/api/processors/stripe/con_1/notifications", [{ code: "body_too_large" }]),
    503: away("/api/processors/stripe/con_1/notifications"),
  },
};

export const FURTHER_PATHS: Readonly<Record<string, PathItem>> = {
  "/api/v1/idempotency-keys/{key}": { get: lookUp("getIdempotencyKey", "path", "What became of a key: the question to ask after a crash or a lost answer, without sending money again.") },
  "/api/v1/idempotency-keys": { get: lookUp("findIdempotencyKey", "query", "The same as a query parameter, for keys such as `.` or `a/b`.") },
  "/api/v1/idempotency-policy": { get: policy("getIdempotencyPolicy", "The published policy") },
  "/.well-known/idempotency": { get: policy("getWellKnownIdempotency", "The same policy at a well-known address") },
  "/api/v1/openapi.json": { get: open("getOpenApi", "About", "This document", "OpenAPI 3.1, built from the schemas that validate.", { 200: plain("The document.", "application/json") }) },
  "/api/processors/{processor}/{connectionId}/notifications": { post: notify },
  "/healthz": { get: open("getHealth", "About", "Liveness", "Answers as long as the process does.", { 200: plain("It is alive.", "application/json") }) },
  "/readyz": {
    get: open("getReadiness", "About", "Readiness", "Database, migrations and the worker's heartbeat.", {
      200: plain("It is ready.", "application/json"), 503: plain("It is not; the body says why.", "application/json"),
    }),
  },
  "/metrics": { get: open("getMetrics", "About", "Metrics", "Prometheus text.", { 200: plain("The metrics.", "text/plain") }) },
};
