type Handler = (request: Request) => Promise<Response>;
type Method = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";

/** Hands every method of a framework's route to one handler, so that a wrong one is answered as a problem of ours. */
export function everyMethod(handle: Handler): Record<Method, Handler> {
  const handler: Handler = (request) => handle(request);
  return { GET: handler, HEAD: handler, POST: handler, PUT: handler, PATCH: handler, DELETE: handler, OPTIONS: handler };
}
