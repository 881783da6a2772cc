import { type ApiAnswer, PROBLEM_TYPE } from "@/lib/contract/api-answer";
import { containsCardNumber } from "@/lib/contract/card-number";
import { type Retry, renderProblem } from "@/lib/contract/problem";
import { isStorageFailure } from "@/lib/db/transaction";
import { env } from "@/lib/env";
import { ProblemError } from "@/lib/errors";
import { log } from "@/lib/log";

/** About as long as a connection takes to come back; a failover takes a few such waits. */
const STORAGE_RETRY_AFTER_S = 2;
/** A path that is not ours may be as long as a header. */
const INSTANCE_MAX = 500;

/** Any failure as a problem; what is our own fault is logged and says no more than that. */
export function asProblem(error: unknown, requestId: string): ProblemError {
  if (error instanceof ProblemError) return error;
  if (isStorageFailure(error)) {
    return new ProblemError("storage_unavailable", undefined, { headers: { "Retry-After": String(STORAGE_RETRY_AFTER_S) } });
  }
  log().error({ requestId, err: error }, "a request failed unexpectedly");
  return new ProblemError("internal_error");
}

/** The same problem with further headers. */
export function withHeaders(problem: ProblemError, headers: Readonly<Record<string, string>>): ProblemError {
  return new ProblemError(problem.code, problem.detail, { ...problem.extras, headers: { ...problem.extras.headers, ...headers } });
}

/** Renders a problem for the public API: always with `retry`, and with `completed` on every 409. */
export function problemAnswer(problem: ProblemError, path: string, requestId: string): ApiAnswer {
  const { errors, status, headers = {}, members = {} } = problem.extras;
  const rendered = renderProblem(problem.code, {
    detail: problem.detail,
    instance: instanceOf(path),
    requestId,
    status,
    // Nothing was stored and the key is as free as before: the contract's first row of `retry`.
    retry: (members.retry as Retry | undefined) ?? { sameKey: true, newKey: false, afterSeconds: Number(headers["Retry-After"]) || null },
    completed: problem.status === 409 ? members.completed === true : undefined,
    errors,
    members,
    publicUrl: env().LATCHKEY_PUBLIC_URL,
  });
  return { ...rendered, contentType: PROBLEM_TYPE, headers: { ...headers } };
}

/** A path may carry a key that somebody made of a card number: that is never repeated. */
function instanceOf(path: string): string {
  return containsCardNumber([path, decoded(path)]) ? "/api/v1" : path.slice(0, INSTANCE_MAX);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
