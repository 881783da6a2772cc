import http, { type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { renderProblem } from "@/lib/contract/problem";
import { encodeId, newId } from "@/lib/id";
import { log } from "@/lib/log";
import { observeRequest } from "@/lib/metrics";
import { pathOf, serve } from "./node-adapter";
import { refuse } from "./refuse";
import { routeLabel } from "./route-label";
import { routeOf } from "./routes";

/** A request is 16 KiB of headers and 64 KiB of body at most: slower than this is an attack or a broken line. */
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than the 60 s after which load balancers close idle connections, so that they are the ones who close. */
const KEEP_ALIVE_MS = 65_000;
const HEADER_BYTES_MAX = 16 * 1_024;

/** Our server: the API, notifications and health straight to their handlers, everything else to `pages`. */
export function createHttpServer(origin: string, pages: RequestListener): http.Server {
  const server = http.createServer({
    headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS, maxHeaderSize: HEADER_BYTES_MAX,
  });
  server.on("request", (from, to) => {
    const path = pathOf(from.url ?? "/").split("?", 1)[0] ?? "/";
    const startedMs = performance.now();
    const route = routeOf(path);
    to.once("close", () => noteRequest(from, to, path, performance.now() - startedMs, route?.logged ?? false));
    if (!route) return pages(from, to);
    serve(route.handler, origin, route.bodyMaxBytes, from, to).catch((error: unknown) => answerBroken(error, from, to));
  });
  // A client that says it has no more to send still waits for its answer; by default Node would hang up on it.
  Object.assign(server, { httpAllowHalfOpen: true });
  server.on("clientError", refuse);
  // An expectation that nobody knows may be ignored (RFC 9110); Node would answer 417, and not as a problem.
  server.on("checkExpectation", (from, to) => server.emit("request", from, to));
  return server;
}

/** Metrics of every request; a line in the log for those that a client may ask about by their Request-Id. */
function noteRequest(from: IncomingMessage, to: ServerResponse, path: string, tookMs: number, isLogged: boolean): void {
  const [route, method] = [routeLabel(path), from.method ?? "GET"];
  observeRequest(route, method, to.statusCode, tookMs);
  if (!isLogged) return;
  log().info({ requestId: to.getHeader("request-id"), method, route, status: to.statusCode, tookMs: Math.round(tookMs), hungUp: !to.writableFinished || undefined }, "answered");
}

/** The handlers answer for their own failures; this is for what breaks around them. */
function answerBroken(error: unknown, from: IncomingMessage, to: ServerResponse): void {
  const requestId = encodeId("request", newId());
  log().error({ requestId, err: error }, "a request failed outside its handler");
  if (to.headersSent || to.destroyed) return void to.destroy();
  const { status, body } = renderProblem("internal_error", {
    instance: "/", requestId, retry: { sameKey: true, newKey: false, afterSeconds: null },
  });
  to.writeHead(status, { "content-type": "application/problem+json", "request-id": requestId, "cache-control": "no-store" });
  to.end(from.method === "HEAD" ? undefined : body);
}
