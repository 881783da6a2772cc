import type { Attempt, Send } from "@/lib/db/generated/client";
import { env } from "@/lib/env";
import { encodeId } from "@/lib/id";
import type { ListAnswer, LookUpAnswer, ObservedObject } from "@/lib/processors/outcome";
import type { LiveConnection } from "./connections";
import type { Finding } from "./facts";
import { inLanes } from "./in-lanes";

/** One attempt to be asked about, with its sends and what a notification says is its object. */
export type Question = { attempt: Attempt; sends: readonly Send[]; hintReference: string | null };

/** The contract's section 6: from first send − 5 min to last send + timeout + longest processing + 5 min. */
const WINDOW_EDGE_MS = 300_000;
/** Attempts further apart are asked about by sweeps of their own: a day between two must not be a day of pages. */
const SWEEP_SPAN_MS = 1_800_000;
/** 1,000 pages of 100 objects: half an hour at 50 payments a second. A longer window is inconclusive. */
const PAGES_MAX = 1_000;

/** Objects of one connection that are read at once. */
const LOOK_UPS_AT_ONCE_MAX = 8;

const inconclusive = (code: string, detail: string, httpStatus: number | null = null): Finding => ({ kind: "inconclusive", code, detail, httpStatus });

/**
 * Asks the processor about attempts of one connection: by id where the id is known, all others by one sweep of the
 * consistent list. Never throws for what a processor does. Nothing is stored here.
 */
export async function lookUp(connection: LiveConnection, questions: readonly Question[]): Promise<ReadonlyMap<string, Finding>> {
  const findings = new Map<string, Finding>();
  const bySweep: Question[] = [];
  const known: Question[] = [];
  for (const question of questions) {
    if (question.attempt.accountId !== connection.row.accountId || question.attempt.mode !== connection.row.mode) {
      findings.set(question.attempt.id, inconclusive("another_account", "the connection's credentials belong to another account or mode"));
    } else if (question.hintReference ?? question.attempt.processorReference) {
      known.push(question);
    } else bySweep.push(question);
  }
  let isSilent = false;
  await inLanes(known, LOOK_UPS_AT_ONCE_MAX, async (question) => {
    // A processor that gives no answer is not waited for hundreds of times in one round.
    const finding = isSilent ? inconclusive("not_asked", "the processor gave another look-up of this moment no answer") : await byId(connection, question);
    if (finding.kind === "inconclusive" && finding.httpStatus === null) isSilent = true;
    findings.set(question.attempt.id, finding);
  });
  if (bySweep.length > 0) for (const [id, finding] of await sweep(connection, bySweep)) findings.set(id, finding);
  return findings;
}

async function byId(connection: LiveConnection, { attempt, hintReference }: Question): Promise<Finding> {
  const reference = hintReference ?? attempt.processorReference ?? "";
  const answer = await connection.processor.lookUpById(connection.open, reference, env().LATCHKEY_PROCESSOR_TIMEOUT_MS);
  if (answer.kind === "found" && !isOurs(answer.object, attempt)) {
    return inconclusive("not_ours", `${reference} does not carry this attempt's id`, 200);
  }
  // It was seen before, so its absence is no proof of anything.
  if (answer.kind === "not_found") return inconclusive("reference_gone", `the processor does not know ${reference} any more`, 404);
  return toFinding(answer);
}

const isOurs = (object: ObservedObject, attempt: Attempt) =>
  object.attemptId === null ? object.reference === attempt.processorReference : object.attemptId === encodeId("attempt", attempt.id);

function toFinding(answer: LookUpAnswer): Finding {
  if (answer.kind === "found") return { kind: "objects", objects: [answer.object] };
  if (answer.kind === "not_found") return { kind: "not_found", consistent: true };
  return inconclusive(answer.code, answer.detail, answer.httpStatus);
}

async function sweep(connection: LiveConnection, questions: readonly Question[]): Promise<ReadonlyMap<string, Finding>> {
  const { processor } = connection;
  const findings = new Map<string, Finding>();
  for (const group of together(connection, questions)) {
    const answer: ListAnswer = processor.capabilities.lookUp.by === "list"
      ? await processor.list(connection.open, group.window, { timeoutMs: env().LATCHKEY_PROCESSOR_TIMEOUT_MS, pagesMax: PAGES_MAX })
      : { kind: "inconclusive", code: "no_look_up", detail: "this processor can't be asked without its own id", httpStatus: null, credentialsRefused: false };
    for (const { attempt } of group.questions) findings.set(attempt.id, findingIn(answer, attempt, processor.capabilities.list.consistent));
  }
  return findings;
}

type Group = { window: { from: Date; to: Date }; questions: Question[] };

/** Attempts whose windows meet share a sweep, as long as it does not grow past its span. */
function together(connection: LiveConnection, questions: readonly Question[]): Group[] {
  const groups: Group[] = [];
  const withWindows = questions.map((question) => ({ question, window: windowOf(connection, question) }));
  for (const { question, window } of withWindows.toSorted((a, b) => a.window.from.getTime() - b.window.from.getTime())) {
    const last = groups.at(-1);
    const span = last ? window.to.getTime() - last.window.from.getTime() : 0;
    if (last && window.from <= last.window.to && span <= SWEEP_SPAN_MS) {
      last.questions.push(question);
      if (window.to > last.window.to) last.window.to = window.to;
    } else groups.push({ window: { ...window }, questions: [question] });
  }
  return groups;
}

function findingIn(answer: ListAnswer, attempt: Attempt, consistent: boolean): Finding {
  if (answer.kind === "inconclusive") return inconclusive(answer.code, answer.detail, answer.httpStatus);
  const wireId = encodeId("attempt", attempt.id);
  const objects = answer.objects.filter((object) => object.attemptId === wireId);
  return objects.length > 0 ? { kind: "objects", objects } : { kind: "not_found", consistent };
}

function windowOf(connection: LiveConnection, { sends, attempt }: Question): { from: Date; to: Date } {
  const times = sends.length > 0 ? sends.map((send) => send.at.getTime()) : [attempt.createdAt.getTime()];
  const longestMs = env().LATCHKEY_PROCESSOR_TIMEOUT_MS + maxProcessingMs(connection);
  return { from: new Date(Math.min(...times) - WINDOW_EDGE_MS), to: new Date(Math.max(...times) + longestMs + WINDOW_EDGE_MS) };
}

/** The processor's longest processing time: the adapter's word, unless a setting overrides it. */
export function maxProcessingMs(connection: LiveConnection): number {
  return env().LATCHKEY_MAX_PROCESSING_MS ?? connection.processor.capabilities.maxProcessingMs;
}

/** Objects that may yet take money are cancelled; only a confirmed cancellation counts. */
export async function cancelOpenObjects(connection: LiveConnection, finding: Finding): Promise<Finding> {
  if (finding.kind !== "objects" || connection.processor.capabilities.cancel === "none") return finding;
  const objects: ObservedObject[] = [];
  for (const object of finding.objects) objects.push(object.state === "requires_cancel" ? await cancelled(connection, object) : object);
  return { kind: "objects", objects };
}

async function cancelled(connection: LiveConnection, object: ObservedObject): Promise<ObservedObject> {
  const answer = await connection.processor.cancel(connection.open, object.reference, env().LATCHKEY_PROCESSOR_TIMEOUT_MS);
  if (answer.kind !== "found") return object;
  // Cancelled, it no longer says that it waited for the customer: what it was before decides decline or failure.
  return { ...answer.object, requiresAction: object.requiresAction };
}
