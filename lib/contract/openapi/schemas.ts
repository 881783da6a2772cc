import { z } from "zod";
import { AcceptedPayment } from "../accepted-payment";
import { IdempotencyKeyRecord } from "../idempotency-key";
import { CreatePaymentBody, Payment } from "../payment";
import { PaymentList } from "../payment-list";
import { Problem, Retry } from "../problem";
import type { JsonSchema } from "./shape";

const SENT = { CreatePaymentBody } as const;
const ANSWERED = { Payment, AcceptedPayment, PaymentList, IdempotencyKeyRecord, Problem, Retry } as const;
export type SchemaName = keyof typeof SENT | keyof typeof ANSWERED;

export const schemaRef = (name: SchemaName): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

/** The schemas that validate, as JSON Schema 2020-12; those of answers refer to each other. */
export function componentSchemas(): Readonly<Record<string, JsonSchema>> {
  return { ...schemasOf(SENT, "input"), ...schemasOf(ANSWERED, "output") };
}

/** One schema as it is sent, for a parameter. */
export function parameterSchema(schema: z.ZodType): JsonSchema {
  return bare(z.toJSONSchema(schema, { io: "input", override: ({ jsonSchema }) => simplify(jsonSchema) }));
}

function schemasOf(schemas: Readonly<Record<string, z.ZodType>>, io: "input" | "output"): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const { schemas: made } = z.toJSONSchema(registry, {
    io,
    uri: (id) => `#/components/schemas/${id}`,
    override: ({ jsonSchema }) => {
      simplify(jsonSchema);
      // Answers may gain members: a client that refuses unknown ones would break on the next version.
      if (io === "output" && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  return Object.fromEntries(Object.entries(made).map(([id, schema]) => [id, bare(schema)]));
}

/** Zod spells formats out as patterns, and a number in a query string is a text that it matches: readers need neither. */
function simplify(schema: { format?: string; type?: unknown; pattern?: string }): void {
  if (schema.format !== undefined || schema.type === "integer") delete schema.pattern;
}

function bare(schema: object): JsonSchema {
  const { $schema: _dialect, $id: _id, ...rest } = schema as Record<string, unknown>;
  return rest;
}
