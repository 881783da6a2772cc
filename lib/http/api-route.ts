import { authenticateApiKey } from "@/lib/access/authenticate-api-key";
import type { ApiAnswer } from "@/lib/contract/api-answer";
import type { MerchantContext } from "@/lib/contract/merchant";
import { env } from "@/lib/env";
import { ProblemError } from "@/lib/errors";
import { encodeId, newId } from "@/lib/id";
import { asProblem, problemAnswer } from "./problem-answer";
import { takeToken } from "./rate-limit";
import { textResponse } from "./whole-body";

/** One request to the public API, read as far as every endpoint needs it. */
export type ApiCall = {
  request: Request;
  url: URL;
  /** Wire form, also in the answer's Request-Id. */
  requestId: string;
  /** What the path's pattern caught, still percent-encoded. */
  caught: string;
};
export type MerchantCall = ApiCall & { merchant: MerchantContext };

export type Endpoint = (call: ApiCall) => Promise<ApiAnswer>;

/** The methods of one path. HEAD is GET without a body; everything else is 405. */
export type Route = { path: RegExp; methods: Readonly<Record<string, Endpoint>> };

/** An endpoint for merchants: API key first, then its rate limit, both before anything is read or stored. */
export function forMerchants(handle: (call: MerchantCall) => Promise<ApiAnswer>): Endpoint {
  return async (call) => {
    const authorization = call.request.headers.get("authorization");
    const known = await authenticateApiKey(authorization);
    if (!known) {
      const challenge = `Bearer realm="latchkey"${authorization === null ? "" : ', error="invalid_token"'}`;
      throw new ProblemError("unauthorized", undefined, { headers: { "WWW-Authenticate": challenge } });
    }
    const ratePerS = env().LATCHKEY_RATE_LIMIT_PER_S;
    const waitS = ratePerS === undefined ? null : takeToken(known.apiKeyId, ratePerS);
    if (waitS !== null) throw new ProblemError("rate_limited", undefined, { headers: { "Retry-After": String(waitS) } });
    return handle({ ...call, merchant: known.merchant });
  };
}

/** Answers a request by a table of routes; whatever goes wrong becomes a problem. */
export async function answerBy(routes: readonly Route[], request: Request): Promise<Response> {
  const requestId = encodeId("request", newId());
  const url = new URL(request.url);
  const answer = await call(routes, request, url, requestId).catch((error: unknown) => problemAnswer(asProblem(error, requestId), url.pathname, requestId));
  return toResponse(answer, request.method, requestId);
}

async function call(routes: readonly Route[], request: Request, url: URL, requestId: string): Promise<ApiAnswer> {
  for (const route of routes) {
    const match = route.path.exec(url.pathname);
    if (!match) continue;
    const method = request.method === "HEAD" ? "GET" : request.method;
    const endpoint = Object.hasOwn(route.methods, method) ? route.methods[method] : undefined;
    if (!endpoint) throw new ProblemError("method_not_allowed", undefined, { headers: { Allow: allowed(route) } });
    return endpoint({ request, url, requestId, caught: match[1] ?? "" });
  }
  throw new ProblemError("not_found");
}

function allowed(route: Route): string {
  const names = Object.keys(route.methods);
  return (names.includes("GET") ? ["GET", "HEAD", ...names.filter((name) => name !== "GET")] : names).join(", ");
}

function toResponse(answer: ApiAnswer, method: string, requestId: string): Response {
  const headers: Record<string, string> = { "Cache-Control": "no-store", ...answer.headers, "Request-Id": requestId };
  if (answer.body !== null) headers["Content-Type"] = answer.contentType;
  return textResponse(method === "HEAD" ? null : answer.body, { status: answer.status, headers });
}
