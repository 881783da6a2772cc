import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PAYMENT_STATUSES } from "@/lib/contract/payment";
import { type Act, answerToDuplicate, DUPLICATE_ROWS, type DuplicateFacts } from "./answer-to-duplicate";

const facts = (over: Partial<DuplicateFacts>): DuplicateFacts => ({
  sameBody: true, status: "succeeded", answer: "none", resolved: false, rejected: false, inFlight: false, attemptsLeft: true, ...over,
});

/** The page, row by row: what happened, what `replay` says, what `conflict` says. */
const PAGE: [row: string, situation: string, facts: Partial<DuplicateFacts>, replay: Act, conflict: Act][] = [
  ["6", "first succeeded", { status: "succeeded", answer: "kept" }, "replay", "completed"],
  ["7", "first declined", { status: "declined", answer: "kept" }, "replay", "execute"],
  ["7", "first declined, 15 attempts made", { status: "declined", answer: "kept", attemptsLeft: false }, "replay", "replay"],
  ["8", "failed: 3a, 3b, absence or a verdict", { status: "failed" }, "execute", "execute"],
  ["8c", "3c", { status: "failed", answer: "kept", rejected: true }, "replay", "replay"],
  ["6", "8d: resolved as succeeded", { status: "succeeded", answer: "kept", resolved: true }, "replay", "completed"],
  ["8d", "resolved as declined", { status: "declined", answer: "kept", resolved: true }, "replay", "replay"],
  ["8d", "resolved as failed", { status: "failed", answer: "kept", resolved: true }, "replay", "replay"],
  ["9", "pending and in flight", { status: "pending", inFlight: true }, "wait_or_in_use", "wait_or_accepted"],
  ["10", "unknown", { status: "unknown" }, "inquire", "inquire"],
  ["10", "unknown, whatever is under way", { status: "unknown", inFlight: true }, "inquire", "inquire"],
  ["10", "pending and not in flight", { status: "pending" }, "inquire", "inquire"],
  ["11", "same key, different body", { sameBody: false, status: "pending", inFlight: true }, "different", "different"],
  ["12", "succeeded, answer expired", { status: "succeeded", answer: "expired" }, "expired", "completed"],
  ["12", "declined, answer expired: never executed again", { status: "declined", answer: "expired" }, "expired", "expired_gone"],
  ["12", "3c, answer expired", { status: "failed", answer: "expired", rejected: true }, "expired", "expired_gone"],
  ["12", "resolved as failed, answer expired", { status: "failed", answer: "expired", resolved: true }, "expired", "expired_gone"],
  ["13", "contradicted", { status: "contradicted" }, "contradicted", "accepted"],
  ["13", "contradicted after its answer expired", { status: "contradicted", answer: "expired" }, "contradicted", "accepted"],
];

describe("the table of section 4", () => {
  it.each(PAGE)("row %s: %s", (row, _, over, replay, conflict) => {
    expect(answerToDuplicate(facts(over), "replay")).toEqual({ row, act: replay });
    expect(answerToDuplicate(facts(over), "conflict")).toEqual({ row, act: conflict });
  });

  it("has its rows in the contract's order: 11, 13, 12, then 6 to 10", () => {
    const order = [...new Set(DUPLICATE_ROWS.map(({ row }) => row))];
    expect(order).toEqual(["11", "13", "12", "6", "8d", "7", "8c", "8", "9", "10"]);
  });
});

const anything = fc.record<DuplicateFacts>({
  sameBody: fc.boolean(), status: fc.constantFrom(...PAYMENT_STATUSES), answer: fc.constantFrom("none", "kept", "expired"), resolved: fc.boolean(),
  rejected: fc.boolean(), inFlight: fc.boolean(), attemptsLeft: fc.boolean(),
});
const policy = fc.constantFrom("replay" as const, "conflict" as const);

describe("whatever the facts", () => {
  it("there is an answer", () => {
    fc.assert(fc.property(anything, policy, (any, chosen) => void answerToDuplicate(any, chosen)));
  });

  it("nothing executes again but a decline under conflict and a failure without a stored answer", () => {
    fc.assert(fc.property(anything, policy, (any, chosen) => {
      if (answerToDuplicate(any, chosen).act !== "execute") return;
      expect(any.sameBody && !any.resolved && any.answer !== "expired").toBe(true);
      expect(any.status === "failed" ? !any.rejected : any.status === "declined" && chosen === "conflict" && any.attemptsLeft).toBe(true);
    }));
  });

  it("a different body is told so before anything else", () => {
    fc.assert(fc.property(anything, policy, (any, chosen) => {
      expect(answerToDuplicate({ ...any, sameBody: false }, chosen).act).toBe("different");
    }));
  });
});
