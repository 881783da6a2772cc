import type { SequencePart } from "@/lib/contract/console/try-it";
import type { DetailRows } from "../detail-rows";
import { spanWords } from "../known-reason";
import { clientSteps, type Exchanged } from "./client-steps";
import { chargeSteps, lookSteps, sendSteps } from "./processor-steps";
import type { SimulatorReports } from "./simulator-reports";
import type { TimedStep } from "./timed-step";

/**
 * The story of a key as a sequence: one part for each request of the client, and one for what Latchkey did by itself in
 * between. Every step stands where it really happened; nothing is drawn that no row or journal tells.
 */
export function sequenceOf(rows: DetailRows, reports: SimulatorReports | null, processorName: string): SequencePart[] {
  const exchanged = clientSteps(rows);
  const zeroMs = exchanged[0]?.startMs ?? rows.payment.createdAt.getTime();
  const inner = [...sendSteps(rows), ...chargeSteps(reports), ...lookSteps(rows, processorName)].sort(byTime);
  const parts: SequencePart[] = [];
  const used = new Set<string>();
  exchanged.forEach((exchange, index) => {
    const nextMs = exchanged[index + 1]?.startMs ?? Number.POSITIVE_INFINITY;
    const during = inner.filter((step) => !used.has(step.id) && step.wallMs <= exchange.endMs);
    for (const step of during) used.add(step.id);
    parts.push(partOf(titleOf(exchange, index, zeroMs), `request.${index}`, [...exchange.steps, ...during], zeroMs));
    const after = inner.filter((step) => !used.has(step.id) && step.wallMs < nextMs);
    for (const step of after) used.add(step.id);
    if (after.length > 0) parts.push(partOf("Latchkey, by itself", `alone.${index}`, after, zeroMs));
  });
  return parts;
}

const byTime = (a: TimedStep, b: TimedStep): number => a.wallMs - b.wallMs || a.order - b.order;

function partOf(title: string, id: string, steps: readonly TimedStep[], zeroMs: number): SequencePart {
  const sorted = steps.toSorted(byTime);
  // The first and the last of a request are its own arrows, whatever two clocks say about the milliseconds between.
  const request = sorted.filter((step) => step.kind === "request");
  const answer = sorted.filter((step) => step.kind === "answer");
  const between = sorted.filter((step) => step.kind !== "request" && step.kind !== "answer");
  const ordered = [...request, ...between, ...answer];
  return { id, title, steps: ordered.map(({ wallMs, order: _, ...step }) => ({ ...step, atMs: Math.max(0, Math.round(wallMs - zeroMs)) })) };
}

function titleOf(exchange: Exchanged, index: number, zeroMs: number): string {
  if (index === 0) return "1 First request";
  const later = spanWords(exchange.startMs - zeroMs);
  return `${index + 1} ${exchange.different ? "Another body under the same key" : "Duplicate, same key"}, ${later} later`;
}
