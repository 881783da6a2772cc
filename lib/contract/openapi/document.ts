import { FURTHER_PATHS } from "./further-paths";
import { ANSWER_HEADERS } from "./headers";
import { PAYMENT_PATHS } from "./payment-paths";
import { componentSchemas } from "./schemas";
import type { JsonSchema, PathItem } from "./shape";

type OpenApiDocument = {
  openapi: string;
  info: { title: string; version: string; description: string; license: { name: string; identifier: string } };
  servers: readonly { url: string }[];
  security: readonly Readonly<Record<string, readonly string[]>>[];
  tags: readonly { name: string; description: string }[];
  paths: Readonly<Record<string, PathItem>>;
  components: { securitySchemes: JsonSchema; headers: typeof ANSWER_HEADERS; schemas: Readonly<Record<string, JsonSchema>> };
};

/** The API as an OpenAPI 3.1 document, made from the schemas, the problem table and the presenter themselves. */
export function openApiDocument(publicUrl?: string): OpenApiDocument {
  return {
    openapi: "3.1.1",
    info: {
      title: "Latchkey", version: "1",
      description: "Payments that are charged once, however often they are sent. Amounts are integers in the currency's minor unit; times are ISO 8601 in UTC.",
      license: { name: "Apache 2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: publicUrl ?? "/" }],
    security: [{ apiKey: [] }],
    tags: [
      { name: "Payments", description: "Create, read and list." },
      { name: "Idempotency", description: "What became of a key, and the rules." },
      { name: "Processors", description: "What processors tell us." },
      { name: "About", description: "The service itself." },
    ],
    paths: { ...PAYMENT_PATHS, ...FURTHER_PATHS },
    components: {
      securitySchemes: { apiKey: { type: "http", scheme: "bearer", bearerFormat: "lk_…", description: "Your merchant's API key: Authorization: Bearer lk_…" } },
      headers: ANSWER_HEADERS,
      schemas: componentSchemas(),
    },
  };
}
