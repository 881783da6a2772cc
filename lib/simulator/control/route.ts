import type { IncomingMessage } from "node:http";
import { z } from "zod";
import type { Simulator } from "../context";
import { readBody } from "../read-body";
import type { Reply } from "../reply";
import { type ControlCall, ControlError } from "./control-call";
import { addEndpoint, listEndpoints, removeEndpoint } from "./endpoints";
import { arm, disarm, lift, listArmed, showDark, startDark } from "./faults";
import { readLedger, readRequests } from "./reports";

type Handler = (simulator: Simulator, call: ControlCall) => unknown;

/** The whole control surface, by method and path. */
const ROUTES: Readonly<Record<string, Handler>> = {
  "GET /_simulator/health": () => ({ ok: true }),
  "GET /_simulator/ledger": readLedger,
  "GET /_simulator/requests": readRequests,
  "GET /_simulator/faults": listArmed,
  "POST /_simulator/faults": arm,
  "DELETE /_simulator/faults": disarm,
  "GET /_simulator/dark": showDark,
  "POST /_simulator/dark": startDark,
  "DELETE /_simulator/dark": lift,
  "GET /_simulator/endpoints": listEndpoints,
  "POST /_simulator/endpoints": addEndpoint,
  "DELETE /_simulator/endpoints": removeEndpoint,
};

export async function routeControl(simulator: Simulator, request: IncomingMessage, url: URL, reply: Reply): Promise<void> {
  const handler = ROUTES[`${request.method} ${url.pathname}`];
  const text = await readBody(request);
  if (!handler) return reply.json(404, JSON.stringify({ error: "There is no such control. See lib/simulator/control/route.ts." }));
  if (text === null) return reply.json(413, JSON.stringify({ error: "The body is too large." }), { connection: "close" });
  try {
    const result = handler(simulator, { query: url.searchParams, body: text === "" ? {} : JSON.parse(text) });
    reply.json(200, JSON.stringify(result));
  } catch (error) {
    const isTheirs = error instanceof ControlError || error instanceof z.ZodError || error instanceof SyntaxError;
    if (!isTheirs) throw error;
    reply.json(400, JSON.stringify({ error: error instanceof z.ZodError ? z.prettifyError(error) : error.message }));
  }
}
