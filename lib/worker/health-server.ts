import http from "node:http";
import { env } from "@/lib/env";
import { answerBy } from "@/lib/http/api-route";
import { answerHealth, answerMetrics } from "@/lib/http/health";
import { log } from "@/lib/log";
import { listen } from "@/lib/server/listen";
import { type Handler, pathOf, serve } from "@/lib/server/node-adapter";

const HANDLERS: Readonly<Record<string, Handler>> = { "/healthz": answerHealth, "/metrics": answerMetrics };
const answerNothingHere: Handler = (request) => answerBy([], request);
/** Nothing here reads a body. */
const BODY_BYTES_MAX = 1_024;
/** A monitor on the same network sends its few lines at once. */
const REQUEST_TIMEOUT_MS = 5_000;

/** Where LATCHKEY_WORKER_PORT says, this worker's own health and metrics; null where it says nothing. */
export async function startHealthServer(): Promise<http.Server | null> {
  const { HOST, LATCHKEY_WORKER_PORT: port } = env();
  if (port === undefined) return null;
  const server = http.createServer({ headersTimeout: REQUEST_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS }, (from, to) => {
    const handler = HANDLERS[pathOf(from.url ?? "/").split("?", 1)[0] ?? "/"] ?? answerNothingHere;
    serve(handler, `http://${HOST}:${port}`, BODY_BYTES_MAX, from, to).catch((error: unknown) => {
      log().error({ err: error }, "a request for the worker's health failed");
      to.destroy();
    });
  });
  await listen(server, "LATCHKEY_WORKER_PORT", HOST, port);
  log().info({ host: HOST, port }, "the worker's health and metrics are served");
  return server;
}
