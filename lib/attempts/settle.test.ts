import { describe, expect, it } from "vitest";
import type { ObservedObject, SendReport } from "@/lib/processors/outcome";
import { ATTEMPT_TRANSITIONS, PAYMENT_TRANSITIONS } from "./attempt-state";
import { Draft } from "./draft";
import { attemptById, type OperationState } from "./operation";
import { settleFinding } from "./settle-finding";
import { settleSend } from "./settle-send";
import { settleVerdict } from "./settle-verdict";
import { dispatchedOperation } from "./testing/operation-rows";

const AT = new Date("2026-01-01T00:00:00.000Z");
const TERMS = { checkAfterMs: () => 5_000, resendAfterMs: 5_000 };

function report(over: Partial<SendReport>): SendReport {
  return {
    outcome: "unknown", code: "timeout", detail: "no answer in time", refusal: null, httpStatus: null, processorReference: null, declineCode: null, processorCode: null,
    processorField: null, received: null, frozen: false, absenceBarred: false, retryAfterS: null, unsent: false, body: null, ...over,
  };
}
const paid = (reference: string, amount = 1999, currency = "EUR") => report({ outcome: "succeeded", code: null, processorReference: reference, received: { amount, currency }, httpStatus: 200 });
function found(over: Partial<ObservedObject>): ObservedObject {
  return {
    reference: "pi_1", attemptId: null, state: "succeeded", received: { amount: 1999, currency: "EUR" }, amount: 1999, currency: "EUR", paymentMethod: null,
    processorStatus: "succeeded", declineCode: null, requiresAction: false, createdAt: null, body: "{}", ...over,
  };
}

function change(state: OperationState, decide: (draft: Draft) => void): { after: OperationState; draft: Draft } {
  const draft = new Draft(state, AT);
  decide(draft);
  return { after: draft.after(), draft };
}
const first = (state: OperationState) => state.attempts[0]?.id ?? "";
const sent = (state: OperationState, answer: SendReport, fence = 1) =>
  change(state, (draft) => settleSend(draft, { attemptId: first(state), sendNumber: 1, fence, report: answer }, TERMS));
const looked = (state: OperationState, ...objects: ObservedObject[]) =>
  change(state, (draft) => settleFinding(draft, { trigger: "schedule", attemptId: first(state), finding: { kind: "objects", objects }, absent: false }));
const absent = (state: OperationState) =>
  change(state, (draft) => settleFinding(draft, { trigger: "schedule", attemptId: first(state), finding: { kind: "not_found", consistent: true }, absent: true }));

describe("one answer closes its attempt", () => {
  it("succeeded keeps a 201 of exactly what is stored", () => {
    const { after } = sent(dispatchedOperation(AT), paid("pi_1"));
    expect(after.operation).toMatchObject({ status: "succeeded", processorReference: "pi_1", version: 2, openSince: null });
    expect(after.key?.answerStatus).toBe(201);
    expect(JSON.parse(after.key?.answerBody ?? "")).toMatchObject({ status: "succeeded", attempts: [{ status: "succeeded" }] });
    expect(after.key?.expiresAt?.getTime()).toBe(AT.getTime() + 86_400_000);
  });

  it("another amount or currency: the attempt succeeded, the payment contradicted, no answer stored", () => {
    for (const [amount, currency] of [[2000, "EUR"], [1999, "USD"]] as const) {
      const { after, draft } = sent(dispatchedOperation(AT), paid("pi_1", amount, currency));
      expect(attemptById(after, first(after)).status).toBe("succeeded");
      expect(after.operation.status).toBe("contradicted");
      expect(after.key?.answerStatus).toBeNull();
      expect(draft.discrepancies).toMatchObject([{ kind: "amount_differs" }]);
    }
  });

  it("declined keeps a 402; 3c keeps a 400; 3a and 3b keep none", () => {
    expect(sent(dispatchedOperation(AT), report({ outcome: "declined", declineCode: "insufficient_funds" })).after.key).toMatchObject({ answerStatus: 402, answerCode: "payment_declined" });
    expect(sent(dispatchedOperation(AT), report({ outcome: "failed", refusal: "processor_rejected", processorCode: "resource_missing" })).after.key).toMatchObject({ answerStatus: 400 });
    for (const refusal of ["processor_unavailable", "processor_misconfigured"] as const) {
      const { after } = sent(dispatchedOperation(AT), report({ outcome: "failed", refusal }));
      expect(after.operation).toMatchObject({ status: "failed", failureCode: refusal });
      expect(after.key?.answerStatus).toBeNull();
    }
  });

  it("unknown needs the lease: with the fence lost it only fills its send", () => {
    expect(sent(dispatchedOperation(AT), report({})).after.operation.status).toBe("unknown");
    const { after } = sent(dispatchedOperation(AT), report({}), 0);
    expect(after.operation.status).toBe("pending");
    expect(after.sends[0]).toMatchObject({ outcome: "unknown" });
  });

  it("after an unproven send a later refusal or decline leaves it unknown", () => {
    const unknown = sent(dispatchedOperation(AT), report({})).after;
    const [one] = unknown.sends;
    if (!one) throw new Error("a send was made");
    const resent: OperationState = {
      ...unknown, attempts: unknown.attempts.map((row) => ({ ...row, sendCount: 2 })), sends: [one, { ...one, number: 2, outcome: null, finishedAt: null }],
    };
    for (const answer of [report({ outcome: "failed", refusal: "processor_unavailable" }), report({ outcome: "declined", declineCode: "x" })]) {
      const { after } = change(resent, (draft) => settleSend(draft, { attemptId: first(resent), sendNumber: 2, fence: attemptById(resent, first(resent)).fence, report: answer }, TERMS));
      expect(after.operation.status).toBe("unknown");
    }
  });
});

describe("two facts about money that can't both hold", () => {
  it("money after proof of absence makes it contradicted and leaves the closed attempt as it is", () => {
    const failed = absent(sent(dispatchedOperation(AT), report({})).after).after;
    expect(failed.operation).toMatchObject({ status: "failed", failureCode: "not_found_at_processor" });
    const { after, draft } = looked(failed, found({}));
    expect(after.operation.status).toBe("contradicted");
    expect(attemptById(after, first(after)).status).toBe("failed");
    expect(draft.discrepancies).toMatchObject([{ kind: "money_after_failure" }]);
  });

  it("a second object with money is two charges; the same object again is no news", () => {
    const succeeded = sent(dispatchedOperation(AT), paid("pi_1")).after;
    expect(looked(succeeded, found({ reference: "pi_1" })).draft.isEmpty).toBe(true);
    const { after, draft } = looked(succeeded, found({ reference: "pi_2" }));
    expect(after.operation.status).toBe("contradicted");
    expect(draft.discrepancies).toMatchObject([{ kind: "charged_twice" }]);
    expect(after.key?.answerStatus).toBe(201);
    expect(looked({ ...after, contradictingReferences: ["pi_2"] }, found({ reference: "pi_2" })).draft.isEmpty).toBe(true);
  });

  it("two objects found at once are two charges at once", () => {
    const unknown = sent(dispatchedOperation(AT), report({})).after;
    expect(looked(unknown, found({ reference: "pi_1" }), found({ reference: "pi_2" })).after.operation.status).toBe("contradicted");
  });
});

describe("what a look-up finds", () => {
  const unknown = () => sent(dispatchedOperation(AT), report({})).after;
  it("succeeded → succeeded, with the answer that is replayed from now on", () => {
    expect(looked(unknown(), found({})).after).toMatchObject({ operation: { status: "succeeded" }, key: { answerStatus: 201 } });
  });
  it("processing stays open and its id is noted", () => {
    const { after } = looked(unknown(), found({ state: "processing", received: null }));
    expect(after.operation).toMatchObject({ status: "unknown", processorReference: "pi_1" });
  });
  it("declined → declined; cancelled → failed; cancelled while it waited for the customer → declined", () => {
    expect(looked(unknown(), found({ state: "declined", received: null, declineCode: "lost_card" })).after.operation).toMatchObject({ status: "declined", declineCode: "lost_card" });
    expect(looked(unknown(), found({ state: "canceled", received: null })).after.operation).toMatchObject({ status: "failed", failureCode: "canceled_at_processor" });
    expect(looked(unknown(), found({ state: "canceled", received: null, requiresAction: true })).after.operation).toMatchObject({ status: "declined", declineCode: "authentication_required" });
  });
});

describe("a verdict of two people", () => {
  const fact = { processorReference: "pi_9", reason: "seen in the dashboard", actors: ["ana@example.com", "ben@example.com"] as [string, string] };
  it("closes an unknown payment as they say", () => {
    const unknown = sent(dispatchedOperation(AT), report({})).after;
    expect(change(unknown, (draft) => settleVerdict(draft, { ...fact, verdict: "succeeded" })).after).toMatchObject({ operation: { status: "succeeded", resolvedAt: null }, key: { answerStatus: 201 } });
    expect(change(unknown, (draft) => settleVerdict(draft, { ...fact, verdict: "failed" })).after.operation).toMatchObject({ status: "failed", failureCode: "marked_failed_by_operator" });
  });
  it("resolves a contradicted payment for good: failed is 410 from then on", () => {
    const contradicted = sent(dispatchedOperation(AT), paid("pi_1", 2000)).after;
    const { after } = change(contradicted, (draft) => settleVerdict(draft, { ...fact, verdict: "failed" }));
    expect(after).toMatchObject({ operation: { status: "failed", resolvedAt: AT }, key: { answerStatus: 410, answerCode: "payment_resolved" } });
  });
});

describe("the state charts", () => {
  it("leave a definite outcome only towards contradicted, or to execute again", () => {
    expect(PAYMENT_TRANSITIONS.succeeded).toEqual(["contradicted"]);
    expect(PAYMENT_TRANSITIONS.unknown).not.toContain("pending");
    expect(ATTEMPT_TRANSITIONS.declined).toEqual([]);
    expect(ATTEMPT_TRANSITIONS.succeeded).toEqual([]);
    expect(ATTEMPT_TRANSITIONS.failed).toEqual(["dispatched"]);
  });
});
