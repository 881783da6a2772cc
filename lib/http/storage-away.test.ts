import { beforeAll, expect, test } from "vitest";
import { Problem } from "@/lib/contract/problem";
import { pointAtNoDatabase } from "@/lib/db/testing/no-database";
import { handleApiRequest } from "./api-routes";

beforeAll(pointAtNoDatabase);

test.each([["POST", "/api/v1/payments"], ["GET", "/api/v1/payments"], ["GET", "/api/v1/payments/pay_01kb4n6t3v8w9x0y1z2a3b4c5d"], ["GET", "/api/v1/idempotency-keys/k"]])(
  "%s %s without a database → 503 storage_unavailable, the same key may be sent again", async (method, path) => {
    const headers = { authorization: "Bearer lk_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "content-type": "application/json", "idempotency-key": "k" };
    const response = await handleApiRequest(new Request(`http://test${path}`, { method, headers, body: method === "POST" ? "{}" : undefined }));
    const problem = Problem.parse(await response.json());
    expect(problem).toMatchObject({ status: 503, code: "storage_unavailable", retry: { sameKey: true, newKey: false } });
    expect(response.headers.get("retry-after")).toBe(String(problem.retry?.afterSeconds));
  },
);

test("what needs no database is answered all the same", async () => {
  expect((await handleApiRequest(new Request("http://test/api/v1/idempotency-policy"))).status).toBe(200);
});
