import { clock } from "@/lib/clock";
import type { Simulator, WireCall } from "../context";
import { presentIntent } from "../intent";
import type { ListFilter } from "../store/intents.sql";
import { branchIn, textIn } from "./form";
import { invalidRequest, noSuch } from "./wire-error";

const LIMIT_DEFAULT = 10;
const LIMIT_MAX = 100;

/** GET /v1/payment_intents, newest first. */
export function listIntents(simulator: Simulator, call: WireCall): void {
  const filter = readFilter(call);
  const page = simulator.store.listIntents(filter);
  if (!page) throw noSuch("payment_intent", filter.endingBefore ?? filter.startingAfter ?? "", filter.endingBefore ? "ending_before" : "starting_after", 400);
  call.reply.json(200, JSON.stringify({ object: "list", data: page.intents.map(presentIntent), has_more: page.hasMore, url: "/v1/payment_intents" }));
}

/** GET /v1/events, newest first. Events are kept as the text that was signed. */
export function listEvents(simulator: Simulator, call: WireCall): void {
  const filter = readFilter(call);
  const page = simulator.store.listEvents(filter);
  if (!page) throw noSuch("event", filter.startingAfter ?? "", "starting_after", 400);
  call.reply.json(200, `{"object":"list","data":[${page.bodies.join(",")}],"has_more":${page.hasMore},"url":"/v1/events"}`);
}

function readFilter(call: WireCall): ListFilter {
  const { query } = call;
  const created = query.created;
  const exactly = typeof created === "string" ? seconds(created, "created") : null;
  const bounds = branchIn(query, "created");
  const bound = (name: string) => {
    const text = textIn(bounds, name);
    return text === null ? null : seconds(text, `created[${name}]`);
  };
  const after = bound("gt");
  const before = bound("lt");
  const startingAfter = textIn(query, "starting_after");
  const endingBefore = textIn(query, "ending_before");
  if (startingAfter !== null && endingBefore !== null) throw invalidRequest("You cannot use both starting_after and ending_before.", "starting_after");
  return {
    account: call.caller.account,
    fromS: exactly ?? Math.max(bound("gte") ?? 0, after === null ? 0 : after + 1),
    toS: exactly ?? Math.min(bound("lte") ?? Number.MAX_SAFE_INTEGER, before === null ? Number.MAX_SAFE_INTEGER : before - 1),
    limit: readLimit(textIn(query, "limit")),
    startingAfter,
    endingBefore,
    nowMs: clock.now().getTime(),
  };
}

function readLimit(text: string | null): number {
  if (text === null) return LIMIT_DEFAULT;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX) throw invalidRequest(`This value must be between 1 and ${LIMIT_MAX}.`, "limit");
  return limit;
}

function seconds(text: string, param: string): number {
  if (!/^\d{1,12}$/.test(text)) throw invalidRequest(`Invalid timestamp: ${text}`, param, "parameter_invalid_integer");
  return Number(text);
}
