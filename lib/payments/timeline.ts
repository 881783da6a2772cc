import type { TimelineEntry, TimelineIcon } from "@/lib/contract/console/payment-detail";
import { OPEN_STATUSES, type PaymentStatusWord } from "@/lib/contract/console/statuses";
import type { Attempt, Evidence, PaymentEvent, Send } from "@/lib/db/generated/client";
import { encodeId } from "@/lib/id";
import type { DetailRows } from "./detail-rows";
import { spanWords, unprovenWords } from "./known-reason";
import { triggerWords } from "./trigger-words";

type Ordered = TimelineEntry & { order: number };

/** Everything that happened to a payment, newest first; what will happen next stands on top. */
export function timelineOf(rows: DetailRows, processorName: string, now: Date): TimelineEntry[] {
  const entries: Ordered[] = [
    claimed(rows),
    ...rows.attempts.flatMap((attempt) => queued(attempt)),
    ...rows.sends.flatMap((send) => sendEntries(send, rows.attempts.find((attempt) => attempt.id === send.attemptId), processorName)),
    ...rows.evidence.map((item, index) => inquiry(item, rows.evidenceBefore + index + 1, processorName)),
    ...rows.events.flatMap((event) => fact(event)),
  ];
  // Same millisecond: what caused comes before what followed.
  const past = entries.sort((a, b) => b.at.localeCompare(a.at) || b.order - a.order).map(({ order: _, ...entry }) => entry);
  const next = nextCheck(rows, processorName, now);
  return next ? [next, ...past] : past;
}

function claimed({ payment, key }: DetailRows): Ordered {
  const detail = key ? `Request ${key.requestId}` : "Adopted from the processor";
  return { id: "claimed", at: payment.createdAt.toISOString(), group: "fact", icon: "claimed", tone: null, title: key ? "Key claimed, payment stored" : "Payment stored", detail, order: 0 };
}

function queued(attempt: Attempt): Ordered[] {
  if (!attempt.queuedUntil) return [];
  return [{ id: `queued.${attempt.id}`, at: attempt.createdAt.toISOString(), group: "attempt", icon: "queued", tone: null, title: `Attempt ${attempt.number} queued`, detail: "The client asked not to wait", order: 1 }];
}

function sendEntries(send: Send, attempt: Attempt | undefined, processorName: string): Ordered[] {
  const number = attempt?.number ?? 1;
  const id = `${send.attemptId}.${send.number}`;
  const again = send.number > 1 ? `sent again to ${processorName}, send ${send.number}` : `sent to ${processorName}`;
  const started: Ordered = {
    id: `sent.${id}`, at: send.at.toISOString(), group: "attempt", icon: "sent", tone: null, order: 2,
    title: `Attempt ${number} ${again}`,
    detail: `Processor key ${attempt?.processorKey ?? ""} · fence ${send.fence}`,
  };
  if (!send.finishedAt || !send.outcome) return [started];
  const spentMs = send.finishedAt.getTime() - send.at.getTime();
  return [started, { id: `answer.${id}`, at: send.finishedAt.toISOString(), group: "attempt", icon: send.outcome, tone: send.outcome, order: 3, ...answerWords(send, attempt, spentMs, processorName) }];
}

function answerWords(send: Send, attempt: Attempt | undefined, spentMs: number, processorName: string): { title: string; detail: string } {
  const detail = `${attempt ? `${encodeId("attempt", attempt.id)} · ` : ""}${spanWords(spentMs)}`;
  switch (send.outcome) {
    case "succeeded":
      return { title: send.code === "amount_differs" ? "Succeeded with another amount" : "Succeeded: the processor took the money", detail };
    case "declined":
      return { title: `Declined: ${send.code ?? "no reason given"}`, detail };
    case "failed":
      return { title: `Failed: ${(send.code ?? "not reached").replaceAll("_", " ")}${send.httpStatus ? ` (${send.httpStatus})` : ""}`, detail: `${detail} · proven, no money moved` };
    default: {
      const words = unprovenWords(send.code, send.httpStatus, spentMs, processorName);
      return { title: `Unknown: ${words.charAt(0).toLowerCase() === words.charAt(0) || words.startsWith(processorName) ? words : words.charAt(0).toLowerCase() + words.slice(1)}`, detail: `${detail} · the request was sent, so money may have moved` };
    }
  }
}

const CONCLUSIONS: Readonly<Record<string, { words: string; icon: TimelineIcon; tone: PaymentStatusWord }>> = {
  found_succeeded: { words: "found, succeeded", icon: "found", tone: "succeeded" },
  found_declined: { words: "found, declined", icon: "found", tone: "declined" },
  found_canceled: { words: "found, cancelled", icon: "found", tone: "failed" },
  found_open: { words: "found, still processing", icon: "found", tone: "pending" },
  not_found: { words: "found nothing", icon: "nothing", tone: "failed" },
  inconclusive: { words: "no evidence", icon: "silent", tone: "unknown" },
};

function inquiry(item: Evidence, number: number, processorName: string): Ordered {
  const known = CONCLUSIONS[item.conclusion] ?? { words: item.conclusion.replaceAll("_", " "), icon: "found" as const, tone: "unknown" as const };
  const at = item.answeredAt.toISOString();
  if (item.source === "verdict") {
    return { id: item.id, at, group: "fact", icon: "person", tone: known.tone, title: `Verdict: ${known.words}`, detail: [item.actor, item.detail].filter(Boolean).join(" · "), order: 4 };
  }
  const early = item.conclusion === "not_found" && !item.countsForAbsence ? ", too early to count" : "";
  const what = item.source === "late_answer" ? `Late answer of ${processorName}` : `Look-up ${number}`;
  const tookMs = item.answeredAt.getTime() - item.askedAt.getTime();
  const detail = [item.detail, `${triggerWords(item.trigger, item.actor)}${tookMs > 0 ? ` · ${spanWords(tookMs)}` : ""}`].filter(Boolean).join(" · ");
  return { id: item.id, at, group: "inquiry", icon: known.icon, tone: known.tone, title: `${what}: ${known.words}${early}`, detail, order: 4 };
}

/** Events that no send, look-up or attempt already tells. */
const TOLD_BY_EVENTS: Readonly<Record<string, { title: string; icon: TimelineIcon; tone: PaymentStatusWord | null }>> = {
  "payment.contradicted": { title: "Contradicted: two facts cannot both hold", icon: "contradicted", tone: "contradicted" },
  "payment.resolved": { title: "Resolved by an operator", icon: "person", tone: null },
  "payment.executed_again": { title: "A duplicate executes it again", icon: "fact", tone: null },
  "send.refused": { title: "Refused before execution; it will be sent again", icon: "fact", tone: null },
};

function fact(event: PaymentEvent): Ordered[] {
  const leaseRanOut = event.kind === "payment.unknown" && (event.data as { code?: unknown } | null)?.code === "lease_expired";
  const known = leaseRanOut ? { title: "Unknown: the sender stopped", icon: "unknown" as const, tone: "unknown" as const } : TOLD_BY_EVENTS[event.kind];
  if (!known) return [];
  const { detail, reason } = (event.data ?? {}) as { detail?: unknown; reason?: unknown };
  const words = [detail, reason].filter((part): part is string => typeof part === "string").join(" · ");
  return [{ id: `event.${event.seq}`, at: event.at.toISOString(), group: "fact", icon: known.icon, tone: known.tone, title: known.title, detail: words, order: 5 }];
}

function nextCheck({ payment, attempts }: DetailRows, processorName: string, now: Date): TimelineEntry | null {
  const at = attempts.at(-1)?.nextCheckAt;
  if (!at || !OPEN_STATUSES.has(payment.status)) return null;
  const dueNow = at.getTime() <= now.getTime();
  return {
    id: "next", at: at.toISOString(), group: "next", icon: "next", tone: "pending",
    title: dueNow ? `${processorName} is about to be asked` : `${processorName} is asked again`,
    detail: "Then on the schedule, without end. No number of tries turns unknown into failed.",
  };
}
