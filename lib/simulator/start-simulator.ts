import type { IncomingMessage, ServerResponse } from "node:http";
import { clock } from "@/lib/clock";
import { settleDue } from "./charge";
import type { Simulator } from "./context";
import { routeControl } from "./control/route";
import { Deliveries } from "./deliveries";
import { FaultBoard } from "./fault-board";
import { blankEntry, Journal } from "./journal";
import { Listener } from "./listener";
import { Reply } from "./reply";
import { openStore } from "./store/store";
import { routeWire } from "./wire/route";
import { effectOf } from "./wire/tokens";

/** How often payments that settle later and notifications that are due are looked for. */
const TICK_MS = 100;
const PURGE_INTERVAL_MS = 60_000;
/** Requests under way get this long when the simulator stops; what hangs by a fault ends at once. */
const STOP_GRACE_MS = 2_000;

export type RunningSimulator = { url: string; port: number; close(): Promise<void> };

/** Starts the processor that we ship. `file` is its storage, `:memory:` for one that goes away; port 0 picks a free one. */
export async function startSimulator(options: { host: string; port: number; file: string }): Promise<RunningSimulator> {
  const store = openStore(options.file);
  const stop = new AbortController();
  const journal = new Journal(store);
  const listener = new Listener(options.host, (request, response) => void answer(simulator, request, response));
  const simulator: Simulator = {
    store,
    journal,
    faults: new FaultBoard(store),
    deliveries: new Deliveries(store),
    keysInUse: new Set(),
    stopping: stop.signal,
    refuseConnections: (durationMs) => listener.shutFor(durationMs),
  };
  const close = async () => {
    stop.abort();
    clearInterval(ticking);
    clearInterval(purging);
    const grace = setTimeout(() => listener.closeAll(), STOP_GRACE_MS);
    await listener.close();
    clearTimeout(grace);
    await simulator.deliveries.drain();
    journal.close();
    store.close();
  };
  const purging = setInterval(() => store.purgeAnswers(clock.now().getTime()), PURGE_INTERVAL_MS);
  const ticking = setInterval(() => {
    settleDue(simulator, effectOf);
    simulator.deliveries.run();
  }, TICK_MS);
  try {
    const port = await listener.open(options.port);
    return { url: `http://${options.host.includes(":") ? `[${options.host}]` : options.host}:${port}`, port, close };
  } catch (error) {
    clearInterval(ticking);
    clearInterval(purging);
    journal.close();
    store.close();
    throw error;
  }
}

async function answer(simulator: Simulator, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // A caller that hangs up is none of our errors: faults and timeouts make it an everyday thing.
  response.on("error", () => undefined);
  const target = `http://simulator.invalid${request.url ?? "/"}`;
  const url = new URL(URL.canParse(target) ? target : "http://simulator.invalid/");
  const isControl = url.pathname.startsWith("/_simulator/");
  const key = request.headers["idempotency-key"];
  const method = request.method ?? "";
  const entry = isControl ? blankEntry(method, url.pathname, null) : simulator.journal.start(method, url.pathname, typeof key === "string" ? key : null);
  const reply = new Reply(response, entry, isControl ? () => undefined : simulator.journal.finish);
  try {
    await (isControl ? routeControl : routeWire)(simulator, request, url, reply);
  } catch (error) {
    if (request.socket.destroyed || response.headersSent) return reply.reset();
    console.error("The simulator failed on a request.", error);
    reply.json(500, JSON.stringify({ error: { message: "The simulator itself failed.", type: "api_error" } }));
  }
}
