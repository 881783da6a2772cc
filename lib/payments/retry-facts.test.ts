import { describe, expect, test } from "vitest";
import type { OperationState } from "@/lib/attempts/operation";
import { dispatchedOperation } from "@/lib/attempts/testing/operation-rows";
import { retryAdvice } from "@/lib/idempotency/retry-advice";
import type { Outcome } from "@/lib/processors/outcome";
import { retryFactsOf } from "./retry-facts";

const AT = new Date("2026-11-24T09:00:00.000Z");

/** A payment that failed, by the code its attempt was closed with and what its sends proved. */
function failed(failureCode: string, ...outcomes: (Outcome | null)[]): OperationState {
  const state = dispatchedOperation(AT);
  const [send] = state.sends;
  if (!send) throw new Error("a dispatched operation has a send");
  return {
    ...state,
    operation: { ...state.operation, status: "failed", failureCode, openSince: null },
    attempts: state.attempts.map((attempt) => ({ ...attempt, status: "failed", failureCode, finishedAt: AT })),
    sends: outcomes.map((outcome, index) => ({ ...send, number: index + 1, outcome })),
  };
}
const advice = (state: OperationState) => retryAdvice(retryFactsOf(state, AT));

describe("retry of a failed payment: a new key is safe only where no money moved and none can", () => {
  test.each(["processor_unavailable", "processor_misconfigured", "canceled_at_processor"])("%s, every send proven: both keys are safe", (code) => {
    expect(advice(failed(code, "failed"))).toMatchObject({ sameKey: true, newKey: true });
  });

  test.each(["not_found_at_processor", "marked_failed_by_operator"])("%s: the same key only", (code) => {
    expect(advice(failed(code, "unknown"))).toMatchObject({ sameKey: true, newKey: false });
  });

  test("not reached now, but an earlier send rests on absence: the same key only", () => {
    expect(advice(failed("processor_unavailable", "unknown", "failed"))).toMatchObject({ sameKey: true, newKey: false });
    expect(advice(failed("processor_unavailable", null, "failed"))).toMatchObject({ sameKey: true, newKey: false });
  });

  test("a confirmed cancellation proves also what the sends left open", () => {
    expect(advice(failed("canceled_at_processor", "unknown"))).toMatchObject({ sameKey: true, newKey: true });
  });

  test("the request itself was wrong: a new key", () => {
    expect(advice(failed("processor_rejected", "failed"))).toMatchObject({ sameKey: false, newKey: true });
  });

  test("open: wait, never a new key", () => {
    expect(advice(dispatchedOperation(AT))).toEqual({ sameKey: true, newKey: false, afterSeconds: 5 });
  });
});
