import { describe, expect, it } from "vitest";
import { ATTEMPTS_MAX, type RetryFacts, retryAdvice } from "./retry-advice";

const facts = (over: Partial<RetryFacts>): RetryFacts => ({
  status: "failed", policy: "replay", failureCode: "processor_unavailable", resolved: false, expired: false, attemptCount: 1, restsOnAbsence: false, openForS: 0, ...over,
});

const TABLE: [string, Partial<RetryFacts>, sameKey: boolean, newKey: boolean][] = [
  ["202 pending", { status: "pending" }, true, false],
  ["202 unknown", { status: "unknown" }, true, false],
  ["failed by absence", { failureCode: "not_found_at_processor", restsOnAbsence: true }, true, false],
  ["failed by verdict", { failureCode: "marked_failed_by_operator", restsOnAbsence: true }, true, false],
  ["succeeded", { status: "succeeded" }, false, false],
  ["contradicted", { status: "contradicted" }, false, false],
  ["declined under replay", { status: "declined" }, false, true],
  ["declined under conflict", { status: "declined", policy: "conflict" }, true, true],
  ["declined under conflict after 15 attempts", { status: "declined", policy: "conflict", attemptCount: ATTEMPTS_MAX }, false, true],
  ["3a", {}, true, true],
  ["3b", { failureCode: "processor_misconfigured" }, true, true],
  ["cancelled at the processor", { failureCode: "canceled_at_processor" }, true, true],
  ["3a after a send that rests on absence", { restsOnAbsence: true }, true, false],
  ["3c", { failureCode: "processor_rejected" }, false, true],
  ["expired and declined", { status: "declined", expired: true, policy: "conflict" }, false, true],
  ["expired and 3c", { failureCode: "processor_rejected", expired: true }, false, true],
  ["resolved as failed", { resolved: true, failureCode: "marked_failed_by_operator", restsOnAbsence: true }, false, true],
  ["resolved as declined under conflict", { status: "declined", resolved: true, policy: "conflict" }, false, true],
];

describe("the retry table of section 4", () => {
  it.each(TABLE)("%s", (_, over, sameKey, newKey) => {
    expect(retryAdvice(facts(over))).toMatchObject({ sameKey, newKey });
  });

  it("says how long to wait wherever the same key may be sent again", () => {
    for (const [, over, sameKey] of TABLE) expect(retryAdvice(facts(over)).afterSeconds !== null).toBe(sameKey);
  });
});
