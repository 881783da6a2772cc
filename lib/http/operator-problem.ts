import { PROBLEM_TYPE } from "@/lib/contract/api-answer";
import { renderProblem } from "@/lib/contract/problem";
import { asProblem } from "./problem-answer";

/** Any failure of an operator's request as a problem; what is nobody's fault but ours says no more than that. */
export function operatorProblem(error: unknown, instance: string, requestId: string): Response {
  const known = asProblem(error, requestId);
  const { status, body } = renderProblem(known.code, {
    detail: known.detail, instance, requestId, status: known.extras.status, errors: known.extras.errors, members: known.extras.members,
  });
  const headers = { "Content-Type": PROBLEM_TYPE, "Cache-Control": "no-store", "Request-Id": requestId, ...known.extras.headers };
  return new Response(body, { status, headers });
}
