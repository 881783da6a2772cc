import { createHash } from "node:crypto";
import type { AccountAnswer, Inconclusive, ListAnswer, LookUpAnswer, ObservedObject } from "../outcome";
import type { ListWindow, OpenConnection } from "../processor";
import { type Exchange, exchange } from "./exchange";
import { sliceArrayObjects } from "./json-slices";
import { observe } from "./observe";
import { requestHeaders } from "./request-headers";
import { asObject, parseObject, textOf, type WireObject } from "./wire-object";

/** The largest page that the processor serves. */
const PAGE_SIZE = 100;

/** One PaymentIntent by its id. */
export async function lookUpById(connection: OpenConnection, reference: string, timeoutMs: number): Promise<LookUpAnswer> {
  const answer = await get(connection, intentPath(reference), timeoutMs);
  if (answer.kind === "answer" && answer.httpStatus === 404) {
    return isMissing(answer.body) ? { kind: "not_found" } : inconclusive(answer);
  }
  return found(answer, reference);
}

/** Cancels, and answers with the object as it is afterwards: a refused cancellation shows why in the object. */
export async function cancel(connection: OpenConnection, reference: string, timeoutMs: number): Promise<LookUpAnswer> {
  const answer = await exchange({
    apiBase: connection.apiBase,
    method: "POST",
    path: `${intentPath(reference)}/cancel`,
    headers: requestHeaders(connection.secretKey),
    body: "cancellation_reason=abandoned",
    timeoutMs,
    maySend: () => true,
  });
  if (answer.kind !== "answer") return inconclusive(answer);
  if (answer.httpStatus === 404 && isMissing(answer.body)) return { kind: "not_found" };
  if (answer.httpStatus !== 400) return found(answer, reference);
  const intent = asObject(asObject(parseObject(answer.body)?.error)?.payment_intent);
  const object = intent && observe(intent, answer.body);
  return object?.reference === reference ? { kind: "found", object } : inconclusive(answer);
}

/** Every PaymentIntent of a window, newest first; half a window is worth nothing, so it is all pages or none. */
export async function list(connection: OpenConnection, window: ListWindow, options: { timeoutMs: number; pagesMax: number }): Promise<ListAnswer> {
  const objects: ObservedObject[] = [];
  // The processor counts whole seconds: both ends are widened to them.
  const bounds = `created[gte]=${Math.floor(window.from.getTime() / 1_000)}&created[lte]=${Math.ceil(window.to.getTime() / 1_000)}`;
  let after = "";
  for (let pages = 1; pages <= options.pagesMax; pages += 1) {
    const answer = await get(connection, `/v1/payment_intents?limit=${PAGE_SIZE}&${bounds}${after}`, options.timeoutMs);
    const page = answer.kind === "answer" && answer.httpStatus === 200 ? readPage(answer.body) : null;
    if (!page) return inconclusive(answer);
    objects.push(...page.objects);
    const last = page.objects.at(-1);
    if (!page.hasMore) return { kind: "complete", objects, pages };
    if (!last) return inconclusive(answer);
    after = `&starting_after=${encodeURIComponent(last.reference)}`;
  }
  return { kind: "inconclusive", code: "page_limit", detail: `The list is longer than ${options.pagesMax} pages.`, httpStatus: 200, credentialsRefused: false };
}

/** Whose secret this is. The mode stands in the secret's own prefix. */
export async function readAccount(connection: OpenConnection, timeoutMs: number): Promise<AccountAnswer> {
  const answer = await get(connection, "/v1/account", timeoutMs);
  if (answer.kind !== "answer") return inconclusive(answer);
  const mode = /^[sr]k_live_/.test(connection.secretKey) ? "live" : "test";
  // A processor that speaks this wire format without accounts has one ledger: its address stands for the account.
  if (answer.httpStatus === 404) {
    return { kind: "known", accountId: `none:${createHash("sha256").update(connection.apiBase).digest("hex").slice(0, 12)}`, mode };
  }
  const accountId = answer.httpStatus === 200 ? textOf(parseObject(answer.body), "id") : null;
  return accountId === null ? inconclusive(answer) : { kind: "known", accountId, mode };
}

function get(connection: OpenConnection, path: string, timeoutMs: number): Promise<Exchange> {
  const { apiBase, secretKey } = connection;
  return exchange({ apiBase, method: "GET", path, headers: requestHeaders(secretKey), body: null, timeoutMs, maySend: () => true });
}

function intentPath(reference: string): string {
  return `/v1/payment_intents/${encodeURIComponent(reference)}`;
}

/** The object that was asked for: an answer about another one is none. */
function found(answer: Exchange, reference: string): LookUpAnswer {
  if (answer.kind !== "answer" || answer.httpStatus !== 200) return inconclusive(answer);
  const intent = parseObject(answer.body);
  const object = intent && observe(intent, answer.body);
  return object?.reference === reference ? { kind: "found", object } : inconclusive(answer);
}

/** "No such object" in the processor's own words; any other 404 may come from something in between. */
function isMissing(body: string): boolean {
  return textOf(asObject(parseObject(body)?.error), "code") === "resource_missing";
}

function readPage(body: string): { objects: ObservedObject[]; hasMore: boolean } | null {
  const page: WireObject | null = parseObject(body);
  if (!page || !Array.isArray(page.data) || typeof page.has_more !== "boolean") return null;
  const slices = sliceArrayObjects(body);
  if (!slices || slices.length !== page.data.length) return null;
  const objects: ObservedObject[] = [];
  for (const [index, slice] of slices.entries()) {
    const intent = asObject(page.data[index]);
    const object = intent && observe(intent, slice);
    if (!object) return null;
    objects.push(object);
  }
  return { objects, hasMore: page.has_more };
}

function inconclusive(answer: Exchange): Inconclusive {
  if (answer.kind !== "answer") {
    const httpStatus = answer.kind === "no_answer" ? answer.httpStatus : null;
    return { kind: "inconclusive", code: answer.code, detail: `The processor gave no answer (${answer.code}).`, httpStatus, credentialsRefused: false };
  }
  const { httpStatus } = answer;
  const credentialsRefused = httpStatus === 401 || httpStatus === 403;
  const code = httpStatus === 200 ? "answer_unreadable" : `http_${httpStatus}`;
  const detail = credentialsRefused
    ? `The processor refused this connection's credentials (${httpStatus}).`
    : httpStatus === 200 ? "The processor's answer can't be read." : `The processor answered ${httpStatus}.`;
  return { kind: "inconclusive", code, detail, httpStatus, credentialsRefused };
}
