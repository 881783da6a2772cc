import type { SequencePart, SequenceStep, StepKind } from "@/lib/contract/console/try-it";

export const WIDTH = 848;
/** The three lifelines. */
export const X = { client: 118, latchkey: 408, processor: 698 } as const;

/** Room that a step takes downwards: arrows carry their words above the line. */
const STEP_HEIGHT: Readonly<Record<StepKind, number>> = { request: 34, answer: 34, send: 34, reply: 34, note: 32, charge: 32, aside: 20 };
const HEAD = 54;
const TITLE = 22;
const FOOT = 16;
const GAP = 10;

export type PlacedPart = {
  id: string;
  title: string;
  top: number;
  bottom: number;
  steps: { step: SequenceStep; y: number }[];
  /** While somebody works on it: the bar on a lifeline. */
  bars: { x: number; top: number; bottom: number }[];
};

/** Puts the parts under each other; steps are evenly spaced, their times stand beside them. */
export function layOut(parts: readonly SequencePart[]): { placed: PlacedPart[]; height: number } {
  let y = HEAD;
  const placed = parts.map((part) => {
    const top = y;
    let at = top + TITLE;
    const steps = part.steps.map((step) => {
      const height = STEP_HEIGHT[step.kind];
      at += height;
      return { step, y: at - (step.kind === "note" || step.kind === "charge" ? height / 2 - 4 : step.kind === "aside" ? 6 : 4) };
    });
    const bottom = at + FOOT;
    y = bottom + GAP;
    return { id: part.id, title: part.title, top, bottom, steps, bars: barsOf(steps, bottom) };
  });
  return { placed, height: y };
}

function barsOf(steps: PlacedPart["steps"], bottom: number): PlacedPart["bars"] {
  const bars: PlacedPart["bars"] = [];
  const first = steps[0];
  const last = steps.at(-1);
  if (first && last) bars.push({ x: X.latchkey, top: first.y, bottom: last.step.kind === "answer" ? last.y : Math.min(bottom - 6, last.y + 10) });
  let openedAt: number | null = null;
  for (const { step, y } of steps) {
    if (step.kind === "send") openedAt = y;
    if (step.kind === "reply" && openedAt !== null) {
      bars.push({ x: X.processor, top: openedAt, bottom: y });
      openedAt = null;
    }
  }
  return bars;
}
