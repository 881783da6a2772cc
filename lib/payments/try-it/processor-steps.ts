import type { PaymentStatusWord } from "@/lib/contract/console/statuses";
import { formatAmount } from "@/lib/money";
import { readObserved } from "@/lib/processors/read-observed";
import type { DetailRows } from "../detail-rows";
import type { SimulatorReports } from "./simulator-reports";
import type { TimedStep } from "./timed-step";

/** What each physical request was and what came back, with what we knew then. */
export function sendSteps({ sends }: DetailRows): TimedStep[] {
  return sends.flatMap((send): TimedStep[] => {
    const id = `${send.attemptId}.${send.number}`;
    const start: TimedStep = { id: `send.${id}`, kind: "send", atMs: 0, wallMs: send.at.getTime(), order: 2, tone: null, text: send.number > 1 ? "POST, the same processor key" : "POST, processor key" };
    if (!send.finishedAt || !send.outcome) return [start];
    const wallMs = send.finishedAt.getTime();
    const gotAnswer = send.httpStatus !== null;
    const words = gotAnswer ? `${send.httpStatus}${send.code && !send.code.startsWith("http_") ? ` ${send.code.replaceAll("_", " ")}` : ""}` : (send.code ?? "no answer").replaceAll("_", " ");
    return [
      start,
      { id: `reply.${id}`, kind: "reply", atMs: 0, wallMs, order: 4, tone: send.outcome, text: words },
      { id: `known.${id}`, kind: "note", atMs: 0, wallMs, order: 5, tone: send.outcome, text: OUTCOME_NOTES[send.outcome] },
    ];
  });
}

const OUTCOME_NOTES = { succeeded: "Succeeded", declined: "Declined: no money moved", failed: "Failed: proven, not applied", unknown: "Unknown: may have moved" } as const;

/** The only thing that moves money, from the simulator's ledger. */
export function chargeSteps(reports: SimulatorReports | null): TimedStep[] {
  return (reports?.charges ?? []).map((charge) => ({
    id: `charge.${charge.id}`, kind: "charge", atMs: 0, wallMs: Date.parse(charge.at), order: 3, tone: null,
    text: `Charges ${formatAmount(charge.amount, charge.currency.toUpperCase())} ${charge.currency.toUpperCase()}`,
  }));
}

const CONCLUSIONS: Readonly<Record<string, { words: string; tone: PaymentStatusWord; note: string | null }>> = {
  found_succeeded: { words: "found: succeeded", tone: "succeeded", note: "Known: succeeded" },
  found_declined: { words: "found: declined", tone: "declined", note: "Known: declined" },
  found_canceled: { words: "found: cancelled", tone: "failed", note: "Known: cancelled" },
  found_open: { words: "found: still processing", tone: "pending", note: null },
  not_found: { words: "found nothing", tone: "failed", note: null },
  inconclusive: { words: "no evidence", tone: "unknown", note: null },
};

/** Every look-up: it asks and never sends. */
export function lookSteps({ evidence, payment }: DetailRows, processorName: string): TimedStep[] {
  return evidence.filter((item) => item.source !== "verdict").flatMap((item): TimedStep[] => {
    const known = CONCLUSIONS[item.conclusion] ?? { words: item.conclusion.replaceAll("_", " "), tone: "unknown" as const, note: null };
    const object = item.body === null ? null : readObserved(payment.processor, item.body);
    const money = object?.received ? `, ${formatAmount(object.received.amount, object.received.currency)} ${object.received.currency}` : "";
    const wallMs = item.answeredAt.getTime();
    const steps: TimedStep[] = [
      { id: `look.${item.id}`, kind: "send", atMs: 0, wallMs: item.askedAt.getTime(), order: 6, tone: null, text: item.trigger === "notification" ? `${processorName} notified; GET: what is it now?` : "GET: what became of it?" },
      { id: `seen.${item.id}`, kind: "reply", atMs: 0, wallMs, order: 7, tone: known.tone, text: `${known.words}${money}` },
    ];
    const contradicted = payment.status === "contradicted" && item === evidence.at(-1);
    if (contradicted) steps.push({ id: `note.${item.id}`, kind: "note", atMs: 0, wallMs, order: 8, tone: "contradicted", text: "Contradicted: a person decides" });
    else if (known.note) steps.push({ id: `note.${item.id}`, kind: "note", atMs: 0, wallMs, order: 8, tone: known.tone, text: known.note });
    return steps;
  });
}
