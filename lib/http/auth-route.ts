import { auth } from "@/lib/access/auth";
import { noteSignIn, signInBlockedS } from "@/lib/access/sign-in-limit";
import { ProblemError } from "@/lib/errors";
import { encodeId, newId } from "@/lib/id";
import { operatorProblem } from "./operator-problem";
import { readJsonBody } from "./read-json-body";
import { isSameOrigin } from "./same-origin";

const SIGN_IN_PATH = "/api/auth/sign-in/email";

/** Better Auth's own handler: sign in and sign out. Wrong passwords are counted in front of it. */
export async function answerAuth(request: Request): Promise<Response> {
  const requestId = encodeId("request", newId());
  const { pathname } = new URL(request.url);
  try {
    if (request.method !== "GET" && !isSameOrigin(request.headers)) throw new ProblemError("forbidden", "This request did not come from a page of this console.");
    if (pathname === SIGN_IN_PATH && request.method === "POST") return await signIn(request);
    return await auth().handler(request);
  } catch (error) {
    return operatorProblem(error, pathname, requestId);
  }
}

async function signIn(request: Request): Promise<Response> {
  const body = (await readJsonBody(request)) as { email?: unknown } | null;
  const email = typeof body?.email === "string" ? body.email : "";
  const blockedS = signInBlockedS(email);
  if (blockedS !== null) {
    throw new ProblemError("rate_limited", `Too many wrong passwords. Try again in ${Math.ceil(blockedS / 60)} min.`, { headers: { "Retry-After": String(blockedS) } });
  }
  const answer = await auth().handler(new Request(request.url, { method: "POST", headers: request.headers, body: JSON.stringify(body) }));
  noteSignIn(email, answer.ok);
  return answer.ok ? withoutToken(answer) : answer;
}

/** The session is in the cookie alone, where no script reads it: the library would repeat its token in the body. */
function withoutToken(answer: Response): Response {
  const headers = new Headers(answer.headers);
  headers.delete("content-length");
  return new Response(JSON.stringify({ signedIn: true }), { status: answer.status, headers });
}
