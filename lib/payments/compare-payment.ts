import type { Compare, CompareCell, CompareRow, CompareVerdict } from "@/lib/contract/console/payment-detail";
import { OPEN_STATUSES, type PaymentStatusWord } from "@/lib/contract/console/statuses";
import type { Attempt } from "@/lib/db/generated/client";
import { encodeId } from "@/lib/id";
import { formatAmount } from "@/lib/money";
import type { ObservedObject } from "@/lib/processors/outcome";
import { readObserved } from "@/lib/processors/read-observed";
import type { DetailRows } from "./detail-rows";
import { triggerWords } from "./trigger-words";

/** Two machines' clocks, and the time a request travels. */
const CLOCK_TOLERANCE_MS = 5_000;

const SAME: CompareVerdict = { kind: "same", text: "Same" };
const NOT_COMPARED: CompareVerdict = { kind: "not_compared", text: "Not compared" };
const NONE: CompareCell = { kind: "none" };

type Seen = { at: Date; how: string; object: ObservedObject; attempt: Attempt };

/** Field by field, as of the newest evidence that holds the processor's object; null where there is none yet. */
export function comparePayment(rows: DetailRows, processorName: string): Compare | null {
  const seen = newestObject(rows);
  if (!seen) return provenByTheAnswer(rows, processorName);
  const { payment } = rows;
  const { object, attempt } = seen;
  const theirs = object.received ?? (object.amount !== null && object.currency !== null ? { amount: object.amount, currency: object.currency } : null);
  const ourAttempt = encodeId("attempt", attempt.id);
  const sentAt = rows.sends.find((send) => send.attemptId === attempt.id)?.at ?? attempt.createdAt;
  return {
    asOf: seen.at.toISOString(),
    how: seen.how,
    rows: [
      { field: "Status", ours: { kind: "status", status: payment.status }, theirs: { kind: "code", text: object.processorStatus }, verdict: statusVerdict(payment.status, object.state) },
      { field: "Amount", ours: { kind: "money", amount: Number(payment.amount), currency: payment.currency }, theirs: theirs ? { kind: "money", ...theirs } : NONE, verdict: amountVerdict(Number(payment.amount), payment.currency, theirs) },
      { field: "Currency", ours: { kind: "text", text: payment.currency }, theirs: theirs ? { kind: "text", text: theirs.currency } : NONE, verdict: equality(payment.currency, theirs?.currency ?? null) },
      { field: "Attempt", ours: { kind: "code", text: ourAttempt }, theirs: codeOrNone(object.attemptId), verdict: equality(ourAttempt, object.attemptId) },
      { field: "Payment method", ours: { kind: "code", text: payment.paymentMethod }, theirs: codeOrNone(object.paymentMethod), verdict: methodVerdict(payment.paymentMethod, object.paymentMethod) },
      createdRow(sentAt, object.createdAt),
    ],
  };
}

function newestObject(rows: DetailRows): Seen | null {
  const newest = rows.attempts.at(-1);
  if (!newest) return null;
  const attemptOf = (id: string) => rows.attempts.find((attempt) => attempt.id === id) ?? newest;
  for (const item of rows.evidence.toReversed()) {
    const object = item.body === null ? null : readObserved(rows.payment.processor, item.body);
    if (object) return { at: item.answeredAt, how: triggerWords(item.trigger, item.actor), object, attempt: attemptOf(item.attemptId) };
  }
  for (const send of rows.sends.toReversed()) {
    const object = send.responseBody === null ? null : readObserved(rows.payment.processor, send.responseBody);
    if (object) return { at: send.finishedAt ?? send.at, how: "its answer to the send", object, attempt: attemptOf(send.attemptId) };
  }
  return null;
}

/** A plain success is not kept: the proof was that the answer named our amount and currency, so that is what is shown. */
function provenByTheAnswer({ payment, sends }: DetailRows, processorName: string): Compare | null {
  const send = sends.findLast((candidate) => candidate.outcome === "succeeded");
  if (!send?.finishedAt) return null;
  const money: CompareCell = { kind: "money", amount: Number(payment.amount), currency: payment.currency };
  const reference = send.processorReference;
  const rows: CompareRow[] = [
    { field: "Status", ours: { kind: "status", status: payment.status }, theirs: { kind: "code", text: "succeeded" }, verdict: statusVerdict(payment.status, "succeeded") },
    { field: "Amount", ours: money, theirs: money, verdict: SAME },
    { field: "Currency", ours: { kind: "text", text: payment.currency }, theirs: { kind: "text", text: payment.currency }, verdict: SAME },
    { field: `${processorName}’s id`, ours: codeOrNone(payment.processorReference), theirs: codeOrNone(reference), verdict: equality(payment.processorReference ?? "", reference) },
  ];
  return { asOf: send.finishedAt.toISOString(), how: "its answer to the send", rows };
}

const codeOrNone = (text: string | null): CompareCell => (text === null ? NONE : { kind: "code", text });
const equality = (ours: string, theirs: string | null): CompareVerdict => (theirs === null ? NOT_COMPARED : ours === theirs ? SAME : { kind: "differs", text: "Differs" });

const MEANS: Readonly<Record<ObservedObject["state"], PaymentStatusWord | null>> = {
  succeeded: "succeeded", declined: "declined", canceled: "failed", processing: null, requires_cancel: null,
};

function statusVerdict(ours: PaymentStatusWord, theirs: ObservedObject["state"]): CompareVerdict {
  const meant = MEANS[theirs];
  if (meant === ours) return SAME;
  // Not final there, or final there and about to be written here: a difference in timing, not a discrepancy.
  if (OPEN_STATUSES.has(ours)) return { kind: "waiting", text: "Waiting" };
  // A cancelled attempt of a declined payment (after 3-D Secure) is how a decline ends.
  if (ours === "declined" && theirs === "canceled") return SAME;
  return ours === "contradicted" ? { kind: "differs", text: "A person decides" } : { kind: "differs", text: "Differs" };
}

function amountVerdict(amount: number, currency: string, theirs: { amount: number; currency: string } | null): CompareVerdict {
  if (!theirs || theirs.currency !== currency) return NOT_COMPARED;
  const difference = theirs.amount - amount;
  return difference === 0 ? SAME : { kind: "differs", text: `Differs by ${formatAmount(Math.abs(difference), currency)}` };
}

/** A token (tok_…, or a test alias) becomes another id there: only equal ones say anything. */
function methodVerdict(ours: string, theirs: string | null): CompareVerdict {
  return ours === theirs ? SAME : NOT_COMPARED;
}

function createdRow(sentAt: Date, createdAt: Date | null): CompareRow {
  const ours: CompareCell = { kind: "time", at: sentAt.toISOString() };
  if (!createdAt) return { field: "Created", ours, theirs: NONE, verdict: NOT_COMPARED };
  const apartMs = Math.abs(createdAt.getTime() - sentAt.getTime());
  const verdict: CompareVerdict = apartMs <= CLOCK_TOLERANCE_MS ? { kind: "within", text: `Within ${CLOCK_TOLERANCE_MS / 1_000} s` } : { kind: "not_compared", text: `${Math.round(apartMs / 1_000)} s apart` };
  return { field: "Created", ours, theirs: { kind: "time", at: createdAt.toISOString() }, verdict };
}
