import type { PaymentStatusWord } from "@/lib/contract/console/statuses";

/** What the newest attempt, its newest send and the newest evidence say; nulls where there is none. */
export type KnownFacts = {
  status: PaymentStatusWord;
  processorName: string;
  declineCode: string | null;
  failureCode: string | null;
  /** Why it is contradicted, in the discrepancy's words. */
  contradiction: string | null;
  attempt: {
    number: number;
    status: string;
    failureCode: string | null;
    processorCode: string | null;
    processorField: string | null;
    leaseExpiresAt: Date | null;
    startedAt: Date | null;
    finishedAt: Date | null;
  } | null;
  send: { at: Date; finishedAt: Date | null; outcome: string | null; code: string | null; httpStatus: number | null } | null;
  evidence: { source: string; trigger: string; conclusion: string; detail: string; httpStatus: number | null; askedAt: Date; answeredAt: Date } | null;
  /** Look-ups that count towards proof of absence, and how far apart the first and the last were. */
  absence: { count: number; apartMs: number };
  now: Date;
};

/** Two consistent look-ups that find nothing prove absence: the contract's section 6. */
const ABSENCE_NEEDED = 2;

/** One sentence without a full stop on what is known of a payment: the reason column of the list. */
export function knownReason(facts: KnownFacts): string {
  switch (facts.status) {
    case "contradicted":
      return facts.contradiction ?? "Two facts about its money cannot both hold";
    case "declined":
      return facts.declineCode ?? "The issuer said no";
    case "succeeded":
      return howItSettled(facts);
    case "failed":
      return whyItFailed(facts);
    case "pending":
      return whatItWaitsFor(facts);
    case "unknown":
      return `${whatTheSendSaw(facts)}${whatTheLookUpSaw(facts)}`;
  }
}

/** `48 s`, `2 min 6 s`, `1 h 5 min`: a span that has passed and does not change. */
export function spanWords(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

function howItSettled({ attempt, send, evidence }: KnownFacts): string {
  // A notification that only confirms what the answer had said settled nothing.
  const settledLater = evidence?.source === "verdict" || (send?.outcome !== "succeeded" && evidence?.conclusion === "found_succeeded");
  if (!evidence || !settledLater) return attempt && attempt.number > 1 ? `Succeeded on attempt ${attempt.number}` : "";
  if (evidence.source === "verdict") return "Settled by an operator's verdict";
  const by = evidence.trigger === "notification" ? "notification" : "look-up";
  const after = attempt?.startedAt && attempt.finishedAt ? ` after ${spanWords(attempt.finishedAt.getTime() - attempt.startedAt.getTime())}` : "";
  return `Settled by ${by}${after}`;
}

function whyItFailed(facts: KnownFacts): string {
  const { attempt, send, evidence, processorName } = facts;
  if (evidence?.source === "verdict") return "Failed by an operator's verdict";
  switch (facts.failureCode ?? attempt?.failureCode) {
    case "processor_rejected":
      return `${processorName} found the request wrong${attempt?.processorCode ? `: ${attempt.processorCode}` : ""}${attempt?.processorField ? ` (${attempt.processorField})` : ""}`;
    case "processor_misconfigured":
      return `${processorName} refused our credentials${send?.httpStatus ? ` with ${send.httpStatus}` : ""}; no money moved`;
    case "canceled_at_processor":
      return `Cancelled at ${processorName}: no money moved`;
    case "marked_failed_by_operator":
      return "Failed by an operator's verdict";
    case "not_found_at_processor":
      return facts.absence.count >= ABSENCE_NEEDED ? `Proven: ${facts.absence.count} look-ups ${spanWords(facts.absence.apartMs)} apart found nothing` : "Proven: look-ups found nothing";
    default:
      return send ? `Proven: ${unsentWords(send.code, send.httpStatus, processorName)}` : "Never sent: its time ran out in the queue";
  }
}

/** What a proven failure of a send is, by the adapter's code. */
const UNSENT_WORDS: Readonly<Record<string, string>> = {
  connect_refused: "connection refused, no byte was sent",
  connect_timeout: "no connection in time, no byte was sent",
  too_late: "the sender was too late, no byte was sent",
  dns: "the address was not found, no byte was sent",
  tls: "no secure connection, no byte was sent",
  request_invalid: "the connection's address or secret can't be used, no byte was sent",
};

function unsentWords(code: string | null, httpStatus: number | null, processorName: string): string {
  if (httpStatus !== null) return `${processorName} said ${httpStatus} before doing anything`;
  return UNSENT_WORDS[code ?? ""] ?? `${processorName} was not reached, no byte was sent`;
}

function whatItWaitsFor({ attempt, send, processorName, evidence, now }: KnownFacts): string {
  if (!attempt || attempt.status === "queued") return "Waits in the queue; not sent yet";
  if (attempt.status === "failed") return `${processorName} was not reached; it will be sent again`;
  const leaseOver = attempt.leaseExpiresAt !== null && attempt.leaseExpiresAt.getTime() <= now.getTime();
  if (!leaseOver) return send ? `Sent to ${processorName}; its answer is awaited` : `About to be sent to ${processorName}`;
  if (evidence?.conclusion === "found_open") return `${processorName} has it, still processing`;
  return `No sign of it at ${processorName}; the sender stopped`;
}

const UNPROVEN_WORDS: Readonly<Record<string, string>> = {
  reset: "Reset after sending",
  answer_malformed: "The answer was not HTTP",
  answer_too_large: "The answer was too large to read",
  answer_unreadable: "The answer was not JSON",
  answer_without_id: "The answer named no payment",
  amount_unreadable: "The amount in the answer was unreadable",
  idempotency_error: "The key was used there with other parameters",
  idempotency_key_in_use: "Another request with the key was under way there",
};

/** The words for one unproven send. */
export function unprovenWords(code: string | null, httpStatus: number | null, spentMs: number | null, processorName: string): string {
  if (code === null) return "The sender stopped before an answer came";
  if (code === "timeout") return spentMs === null ? "No answer in time" : `No answer in ${spanWords(spentMs)}`;
  const words = UNPROVEN_WORDS[code];
  if (words) return words;
  if (httpStatus !== null && (httpStatus < 200 || httpStatus > 299)) return `${processorName} said ${httpStatus}`;
  return `${processorName} holds it as ${code.replaceAll("_", " ")}`;
}

function whatTheSendSaw({ send, processorName }: KnownFacts): string {
  if (!send) return "Money may have moved";
  const spentMs = send.finishedAt ? send.finishedAt.getTime() - send.at.getTime() : null;
  return unprovenWords(send.code, send.httpStatus, spentMs, processorName);
}

function whatTheLookUpSaw({ evidence, absence }: KnownFacts): string {
  if (!evidence || evidence.source === "verdict") return "";
  const by = evidence.trigger === "notification" ? "a notification" : "a look-up";
  switch (evidence.conclusion) {
    case "found_open":
      return `; ${by} found it, still processing`;
    case "not_found":
      return absence.count > 0 ? `; ${absence.count} of ${ABSENCE_NEEDED} look-ups found nothing` : "; a look-up found nothing, too early to count";
    case "inconclusive":
      return evidence.httpStatus ? `; the look-up got a ${evidence.httpStatus}` : "; the look-up got no answer";
    default:
      return `; ${by} found ${evidence.conclusion.replace(/^found_/, "").replaceAll("_", " ")}`;
  }
}
