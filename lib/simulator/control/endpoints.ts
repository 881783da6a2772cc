import { z } from "zod";
import { accountOf } from "../account";
import type { Simulator } from "../context";
import { newWireId } from "../intent";
import type { ControlCall } from "./control-call";

const EndpointBody = z.strictObject({ secretKey: z.string().min(1).max(255), url: z.url().max(2_000), secret: z.string().min(1).max(255) });

/** Registers where an account's notifications go; the same address again replaces the signing secret. */
export function addEndpoint(simulator: Simulator, call: ControlCall): unknown {
  const body = EndpointBody.parse(call.body);
  const id = simulator.store.saveEndpoint({ id: newWireId("we"), account: accountOf(body.secretKey), url: body.url, secret: body.secret });
  return { id };
}

export function removeEndpoint(simulator: Simulator, call: ControlCall): unknown {
  return { removed: simulator.store.removeEndpoint(call.query.get("id") ?? "") ? 1 : 0 };
}

/** Without the secrets: they are for signing, not for showing. */
export function listEndpoints(simulator: Simulator): unknown {
  return { endpoints: simulator.store.listEndpoints(null).map(({ id, account, url }) => ({ id, accountId: account, url })) };
}
