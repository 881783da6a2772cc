import type { IncomingMessage } from "node:http";
import type { Simulator } from "./context";
import { pause } from "./pause";
import type { Reply } from "./reply";

/** How often a hanging request looks whether the outage was lifted. */
const POLL_MS = 100;
const BODY = JSON.stringify({ error: { message: "The service is unavailable. Try again later.", type: "api_error" } });

/** Plays the outage that is on, if any. True: the request is done with; nothing of it was executed. */
export async function outageStrikes(simulator: Simulator, account: string, isLookUp: boolean, request: IncomingMessage, reply: Reply): Promise<boolean> {
  const outage = simulator.faults.outageFor(account, isLookUp);
  if (!outage) return false;
  reply.entry.fault = `outage:${outage.kind}`;
  simulator.journal.touch(reply.entry);
  if (outage.kind === "503" || outage.kind === "list_503") {
    reply.json(503, BODY);
    return true;
  }
  if (outage.kind === "hang") {
    let goesOn = true;
    while (goesOn && !request.socket.destroyed && simulator.faults.outageFor(account, isLookUp)?.kind === "hang") {
      goesOn = await pause(POLL_MS, simulator.stopping);
    }
  }
  reply.reset();
  return true;
}
