import type { IncomingMessage } from "node:http";
import { authenticate } from "../account";
import { settleDue } from "../charge";
import type { Simulator, WireCall } from "../context";
import { outageStrikes } from "../outage";
import { readBody } from "../read-body";
import type { Reply } from "../reply";
import { decodeForm, type FormTree } from "./form";
import { cancelIntent, confirmIntent, createIntent, retrieveIntent } from "./intents";
import { listEvents, listIntents } from "./lists";
import { effectOf } from "./tokens";
import { invalidRequest, WireError } from "./wire-error";

/** Stripe's own limit on a key. */
const KEY_LENGTH_MAX = 255;

/** The processor's own API: authenticate, decode, call one handler, answer. */
export async function routeWire(simulator: Simulator, request: IncomingMessage, url: URL, reply: Reply): Promise<void> {
  try {
    const text = await readBody(request);
    const caller = authenticate(request);
    reply.entry.accountId = caller.account;
    const method = request.method ?? "GET";
    if (await outageStrikes(simulator, caller.account, method === "GET", request, reply)) return;
    if (text === null) throw new WireError(413, { message: "The request is too large.", type: "invalid_request_error" }, { connection: "close" });
    const form = mustDecode(text);
    const query = mustDecode(url.search.slice(1));
    const key = request.headers["idempotency-key"];
    const idempotencyKey = method === "POST" && typeof key === "string" && key !== "" ? key : null;
    if (idempotencyKey !== null && idempotencyKey.length > KEY_LENGTH_MAX) throw invalidRequest("The idempotency key is too long.", null);
    await handle(simulator, { caller, reply, method, path: url.pathname, query, form, idempotencyKey });
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    reply.json(error.status, error.body, error.headers);
  }
}

async function handle(simulator: Simulator, call: WireCall): Promise<void> {
  const { method, path } = call;
  const [, id, verb] = /^\/v1\/payment_intents\/([A-Za-z0-9_]{1,64})(?:\/([a-z]+))?$/.exec(path) ?? [];
  const isPost = method === "POST";
  const isGet = method === "GET";
  if (isGet) settleDue(simulator, effectOf);
  if (isPost && path === "/v1/payment_intents") return createIntent(simulator, call);
  if (isGet && path === "/v1/payment_intents") return listIntents(simulator, call);
  if (isGet && path === "/v1/events") return listEvents(simulator, call);
  if (isGet && (path === "/v1/account" || path === "/v1/accounts")) {
    return call.reply.json(200, JSON.stringify({ id: call.caller.account, object: "account", livemode: call.caller.livemode, charges_enabled: true, type: "standard" }));
  }
  if (id !== undefined && isGet && verb === undefined) return retrieveIntent(simulator, call, id);
  if (id !== undefined && isPost && verb === "confirm") return confirmIntent(simulator, call, id);
  if (id !== undefined && isPost && verb === "cancel") return cancelIntent(simulator, call, id);
  throw new WireError(404, { message: `Unrecognized request URL (${method}: ${path}).`, type: "invalid_request_error" });
}

function mustDecode(text: string): FormTree {
  const tree = decodeForm(text);
  if (!tree) throw invalidRequest("The request's parameters can't be decoded.", null);
  return tree;
}
