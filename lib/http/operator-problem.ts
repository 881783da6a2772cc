import { PROBLEM_TYPE } from "@/lib/contract/api-answer";
import { renderProblem } from "@/lib/contract/problem";
import { isStorageFailure } from "@/lib/db/transaction";
import { ProblemError } from "@/lib/errors";

/** Seconds after which a console asks again when the database is away: about as long as a failover takes. */
const RETRY_AFTER_S = 5;

/** Any failure of an operator's request as a problem; what is nobody's fault but ours says no more than that. */
export function operatorProblem(error: unknown, instance: string, requestId: string): Response {
  const known = asProblem(error);
  const { status, body } = renderProblem(known.code, {
    detail: known.detail, instance, requestId, status: known.extras.status, errors: known.extras.errors, members: known.extras.members,
  });
  const headers = { "Content-Type": PROBLEM_TYPE, "Cache-Control": "no-store", "Request-Id": requestId, ...known.extras.headers };
  return new Response(body, { status, headers });
}

function asProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (isStorageFailure(error)) {
    return new ProblemError("storage_unavailable", "The database can't be reached. Payments that were stored are safe.", { headers: { "Retry-After": String(RETRY_AFTER_S) } });
  }
  reportUnexpected(error);
  return new ProblemError("internal_error", "Something broke here. Quote the request id to whoever runs this installation.");
}

/** Bugs only: a message of ours or of a library, never a body. */
function reportUnexpected(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : "unknown error"}\n`);
}
