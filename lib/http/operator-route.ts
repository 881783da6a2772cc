import type { z } from "zod";
import type { Actor } from "@/lib/access/permissions";
import { readActor } from "@/lib/access/read-actor";
import { fieldErrorsOf } from "@/lib/contract/field-errors";
import { ProblemError } from "@/lib/errors";
import { encodeId, newId } from "@/lib/id";
import { operatorProblem } from "./operator-problem";
import { readJsonBody } from "./read-json-body";
import { isSameOrigin } from "./same-origin";

/** What a handler is given: who asks, and what for. */
type OperatorCall<Body> = {
  actor: Actor;
  /** Wire form, also in the answer's Request-Id. */
  requestId: string;
  search: URLSearchParams;
  /** The part of the path at the template's `[name]`. */
  param(name: string): string;
  body: Body;
};

type Reading = (call: OperatorCall<undefined>) => Promise<unknown>;
type Writing<Body> = { body: z.ZodType<Body>; handle: (call: OperatorCall<Body>) => Promise<unknown>; status?: number };
type Handler = (request: Request) => Promise<Response>;

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;
type Method = (typeof METHODS)[number];

/** A route that reads. The template names the parts of the path: `/api/operator/payments/[id]`. */
export const reads = (template: string, handle: Reading): Record<Method, Handler> => mount({ GET: handler(template, handle) });

/** A route that changes something: POST only, JSON only, from our own pages only. */
export const writes = <Body>(template: string, writing: Writing<Body>): Record<Method, Handler> => mount({ POST: writer(template, writing) });

/** A route that does both. */
export const readsAndWrites = <Body>(template: string, handle: Reading, writing: Writing<Body>): Record<Method, Handler> =>
  mount({ GET: handler(template, handle), POST: writer(template, writing) });

const handler = (template: string, handle: Reading): Handler => (request) =>
  answer(request, template, 200, async (call) => handle({ ...call, body: undefined }));

const writer = <Body>(template: string, writing: Writing<Body>): Handler => (request) =>
  answer(request, template, writing.status ?? 200, async (call) => {
    if (!isSameOrigin(request.headers)) throw new ProblemError("forbidden", "This request did not come from a page of this console.");
    const parsed = writing.body.safeParse(await readJsonBody(request));
    if (!parsed.success) throw new ProblemError("invalid_request", undefined, { errors: fieldErrorsOf(parsed.error) });
    return writing.handle({ ...call, body: parsed.data });
  });

type Call = Omit<OperatorCall<undefined>, "body">;

async function answer(request: Request, template: string, status: number, work: (call: Call) => Promise<unknown>): Promise<Response> {
  const requestId = encodeId("request", newId());
  const url = new URL(request.url);
  try {
    const actor = await readActor(request.headers);
    if (!actor) throw new ProblemError("unauthorized", "Sign in first.");
    const params = readParams(template, url.pathname);
    const param = (name: string) => params.get(name) ?? "";
    const result = await work({ actor, requestId, search: url.searchParams, param });
    return Response.json(result, { status, headers: { "Cache-Control": "no-store", "Request-Id": requestId } });
  } catch (error) {
    return operatorProblem(error, url.pathname, requestId);
  }
}

function readParams(template: string, pathname: string): Map<string, string> {
  const parts = pathname.split("/");
  const found = new Map<string, string>();
  template.split("/").forEach((part, index) => {
    const name = /^\[(\w+)\]$/.exec(part)?.[1];
    if (name) found.set(name, decode(parts[index] ?? ""));
  });
  return found;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ProblemError("not_found");
  }
}

/** Exports every method, so that a wrong one is answered as a problem and not by the framework. */
function mount(handlers: Partial<Record<Method, Handler>>): Record<Method, Handler> {
  const allow = Object.keys(handlers).join(", ");
  const refuse: Handler = async (request) =>
    operatorProblem(new ProblemError("method_not_allowed", undefined, { headers: { Allow: allow } }), new URL(request.url).pathname, encodeId("request", newId()));
  const entries = METHODS.map((method): [Method, Handler] => [method, handlers[method] ?? refuse]);
  return Object.fromEntries(entries) as Record<Method, Handler>;
}
