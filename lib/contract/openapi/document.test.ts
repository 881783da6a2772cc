import { describe, expect, test } from "vitest";
import { z } from "zod";
import { AcceptedPayment } from "../accepted-payment";
import { IdempotencyKeyRecord } from "../idempotency-key";
import { CreatePaymentBody, Payment } from "../payment";
import { PaymentList } from "../payment-list";
import { Problem } from "../problem";
import { PROBLEMS, type ProblemCode } from "../problem-codes";
import { openApiDocument } from "./document";
import { problemGuide } from "./problem-guide";
import type { Media, Operation } from "./shape";

const document = openApiDocument();
const operations = Object.entries(document.paths).flatMap(([path, item]) => Object.entries(item).map(([method, operation]): [string, Operation] => [`${method.toUpperCase()} ${path}`, operation]));
const SCHEMAS: Readonly<Record<string, z.ZodType>> = { CreatePaymentBody, Payment, AcceptedPayment, PaymentList, IdempotencyKeyRecord };

describe("the OpenAPI document", () => {
  test("names every endpoint of the contract's section 2", () => {
    expect(operations.map(([name]) => name)).toEqual([
      "POST /api/v1/payments", "GET /api/v1/payments", "GET /api/v1/payments/{id}", "GET /api/v1/idempotency-keys/{key}", "GET /api/v1/idempotency-keys",
      "GET /api/v1/idempotency-policy", "GET /.well-known/idempotency", "GET /api/v1/openapi.json", "POST /api/processors/{processor}/{connectionId}/notifications",
      "GET /healthz", "GET /readyz", "GET /metrics",
    ]);
  });

  test("a create has every status of the contract's section 4", () => {
    const create = operations[0]?.[1];
    expect(Object.keys(create?.responses ?? {})).toEqual(["201", "202", "400", "401", "402", "405", "409", "410", "413", "415", "422", "429", "500", "503"]);
  });

  test("every reference leads somewhere", () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/([\w-]+)"/g)];
    expect(references.length).toBeGreaterThan(50);
    for (const [, kind, name] of references) expect(document.components).toHaveProperty([kind ?? "", name ?? ""]);
  });

  test("operation ids are unique, path parameters are described", () => {
    const ids = operations.map(([, operation]) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [name, operation] of operations) {
      const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === "path").map((parameter) => `{${parameter.name}}`);
      expect(inPath).toEqual(name.match(/\{\w+\}/g) ?? []);
    }
  });

  test.each(operations)("the examples of %s are valid by the schemas that validate", (_name, operation) => {
    const media: [string, Media][] = [operation.requestBody?.content ?? {}, ...Object.values(operation.responses).map((answer) => answer.content ?? {})].flatMap((content) => Object.entries(content));
    for (const [type, { schema, examples }] of media) {
      const name = String(schema.$ref ?? "").replace(/^.*\//, "");
      const validator = type === "application/problem+json" ? Problem : (SCHEMAS[name] ?? z.unknown());
      for (const example of Object.values(examples ?? {})) expect(() => validator.parse(example.value)).not.toThrow();
    }
  });

  test("every problem's status stands under the endpoints that answer with it", () => {
    for (const [, operation] of operations) {
      for (const [status, answer] of Object.entries(operation.responses)) {
        for (const example of Object.values(answer.content?.["application/problem+json"]?.examples ?? {})) expect(example.value).toMatchObject({ status: Number(status) });
      }
    }
  });

  test("the body's limits are those that validate", () => {
    expect(document.components.schemas.CreatePaymentBody).toMatchObject({
      required: ["amount", "currency", "paymentMethod"], additionalProperties: false,
      properties: { amount: { type: "integer", minimum: 1, maximum: 2 ** 53 - 1 }, reference: { maxLength: 200 }, metadata: { maxProperties: 40 } },
    });
  });
});

test.each(Object.keys(PROBLEMS) as ProblemCode[])("the page of %s has a meaning and a true example", (code) => {
  const { means, example } = problemGuide(code);
  expect(means).toMatch(/\.$/);
  expect(Problem.parse(example)).toMatchObject({ code, status: PROBLEMS[code].status });
});
