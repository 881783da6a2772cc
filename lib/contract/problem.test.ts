import { describe, expect, test } from "vitest";
import { Problem, renderProblem } from "./problem";
import { PROBLEMS, type ProblemCode } from "./problem-codes";

const facts = { instance: "/api/v1/payments", requestId: "req_1" };

describe("problems (RFC 9457)", () => {
  test.each(Object.keys(PROBLEMS) as ProblemCode[])("%s is a problem with a page of its own", (code) => {
    const { status, body } = renderProblem(code, facts);
    const problem = Problem.parse(JSON.parse(body));
    expect(status).toBe(PROBLEMS[code].status);
    expect(problem).toMatchObject({ code, status, type: `/docs/problems/${code}`, instance: "/api/v1/payments", requestId: "req_1" });
  });

  test("members stand in one order and further ones never replace them", () => {
    const { body } = renderProblem("idempotency_result_expired", {
      ...facts, status: 410, completed: true, retry: { sameKey: false, newKey: true, afterSeconds: null },
      members: { paymentId: "pay_1", status: 200 }, publicUrl: "https://pay.example/",
    });
    expect(Object.keys(JSON.parse(body) as object).join()).toBe("type,title,status,detail,instance,code,requestId,retry,completed,paymentId");
    expect(JSON.parse(body)).toMatchObject({ status: 410, type: "https://pay.example/docs/problems/idempotency_result_expired" });
  });
});
