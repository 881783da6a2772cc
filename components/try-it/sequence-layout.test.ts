import { describe, expect, it } from "vitest";
import type { SequencePart, StepKind } from "@/lib/contract/console/try-it";
import { layOut, X } from "./sequence-layout";

const part = (id: string, kinds: readonly StepKind[]): SequencePart => ({ id, title: id, steps: kinds.map((kind, index) => ({ id: `${id}.${index}`, kind, atMs: index, text: kind, tone: null })) });

describe("the sequence diagram", () => {
  const { placed, height } = layOut([part("a", ["request", "note", "send", "charge", "reply", "note", "answer"]), part("b", ["send", "reply", "note"])]);

  it("draws every step below the one before it and inside its part", () => {
    for (const { steps, top, bottom } of placed) {
      const ys = steps.map((step) => step.y);
      expect(ys).toEqual(ys.toSorted((a, b) => a - b));
      expect(Math.min(...ys)).toBeGreaterThan(top);
      expect(Math.max(...ys)).toBeLessThan(bottom);
    }
  });

  it("puts the parts under each other and ends below the last", () => {
    expect(placed[1]?.top).toBeGreaterThan(placed[0]?.bottom ?? 0);
    expect(height).toBeGreaterThanOrEqual(placed[1]?.bottom ?? 0);
  });

  it("marks the processor as busy from a send to its reply", () => {
    expect(placed[0]?.bars.filter((bar) => bar.x === X.processor)).toHaveLength(1);
  });
});
