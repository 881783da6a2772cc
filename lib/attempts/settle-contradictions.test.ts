import { describe, expect, it } from "vitest";
import type { ObservedObject, SendReport } from "@/lib/processors/outcome";
import { Draft } from "./draft";
import type { InquiryTrigger } from "./facts";
import { latestAttempt, type OperationState } from "./operation";
import { RECHECK_MS } from "./recheck";
import { settleFinding } from "./settle-finding";
import { settleSend } from "./settle-send";
import { settleVerdict } from "./settle-verdict";
import { attemptRow, dispatchedOperation, sendRow } from "./testing/operation-rows";

const AT = new Date("2026-01-01T00:00:00.000Z");
const TERMS = { checkAfterMs: () => 5_000, resendAfterMs: 5_000 };
const ACTORS = ["ana@example.com", "ben@example.com"] as const;

function report(over: Partial<SendReport>): SendReport {
  return {
    outcome: "unknown", code: "timeout", detail: "no answer in time", refusal: null, httpStatus: null, processorReference: null, declineCode: null, processorCode: null,
    processorField: null, received: null, frozen: false, absenceBarred: false, retryAfterS: null, unsent: false, body: null, ...over,
  };
}
function found(reference: string, over: Partial<ObservedObject> = {}): ObservedObject {
  return {
    reference, attemptId: null, state: "succeeded", received: { amount: 1999, currency: "EUR" }, amount: 1999, currency: "EUR", paymentMethod: null,
    processorStatus: over.state ?? "succeeded", declineCode: null, requiresAction: false, createdAt: null, body: "{}", ...over,
  };
}

type Change = { after: OperationState; draft: Draft };
function change(state: OperationState, decide: (draft: Draft) => void): Change {
  const draft = new Draft(state, AT);
  decide(draft);
  // What was stored as a discrepancy is read back with the operation.
  const references = draft.discrepancies.flatMap((row) => row.facts.processorReferences);
  return { draft, after: { ...draft.after(), contradictingReferences: [...new Set([...state.contradictingReferences, ...references])] } };
}
const answered = (state: OperationState, answer: SendReport): Change => {
  const attempt = latestAttempt(state);
  return change(state, (draft) => settleSend(draft, { attemptId: attempt.id, sendNumber: attempt.sendCount, fence: attempt.fence, report: answer }, TERMS));
};
const looked = (state: OperationState, attemptId: string, objects: readonly ObservedObject[], trigger: InquiryTrigger = "schedule"): Change =>
  change(state, (draft) => settleFinding(draft, { trigger, attemptId, finding: { kind: "objects", objects }, absent: false }));
const absent = (state: OperationState): Change =>
  change(state, (draft) => settleFinding(draft, { trigger: "schedule", attemptId: latestAttempt(state).id, finding: { kind: "not_found", consistent: true }, absent: true }));
const resolved = (state: OperationState, verdict: "succeeded" | "declined" | "failed", processorReference: string | null): Change =>
  change(state, (draft) => settleVerdict(draft, { verdict, processorReference, reason: "seen in the dashboard", actors: ACTORS }));

const unknown = () => answered(dispatchedOperation(AT), report({})).after;
const failedByAbsence = () => absent(unknown()).after;

/** Executed again after a failure: the same attempt with one more send, or a new attempt under way. */
function executedAgain(state: OperationState, how: "same" | "new"): OperationState {
  const operation = { ...state.operation, status: "pending" as const, failureCode: null, openSince: AT };
  const last = latestAttempt(state);
  if (how === "same") {
    const attempt = { ...last, status: "dispatched" as const, failureCode: null, finishedAt: null, sendCount: last.sendCount + 1, fence: last.fence + 1 };
    return { ...state, operation, attempts: [attempt], sends: [...state.sends, sendRow(attempt, attempt.sendCount, AT)] };
  }
  const attempt = attemptRow({ merchantId: operation.merchantId, operationId: operation.id, number: 2, at: AT });
  return { ...state, operation: { ...operation, attemptCount: 2 }, attempts: [...state.attempts, attempt], sends: [...state.sends, sendRow(attempt, 1, AT)] };
}

describe("a discrepancy is one row a kind, and forgets nothing", () => {
  it("three charges found at once are one discrepancy with all of them", () => {
    const state = unknown();
    const { draft, after } = looked(state, latestAttempt(state).id, [found("pi_1"), found("pi_2"), found("pi_3")]);
    expect(after.operation.status).toBe("contradicted");
    expect(draft.discrepancies.map(({ kind, facts }) => [kind, facts.processorReferences])).toEqual([["charged_twice", ["pi_1", "pi_2", "pi_3"]]]);
  });

  it("two objects with money after proof of absence are one discrepancy with both", () => {
    const state = failedByAbsence();
    const { draft } = looked(state, latestAttempt(state).id, [found("pi_1"), found("pi_2")], "after_failure");
    expect(draft.discrepancies.map(({ kind, facts }) => [kind, facts.processorReferences])).toEqual([["money_after_failure", ["pi_1", "pi_2"]]]);
  });

  it("a later object is added to those known; each of them seen again is no news", () => {
    const first = failedByAbsence();
    const id = latestAttempt(first).id;
    const { after, draft } = looked(looked(first, id, [found("pi_1")]).after, id, [found("pi_2")]);
    expect(draft.discrepancies[0]?.facts.processorReferences).toEqual(["pi_1", "pi_2"]);
    expect(looked(after, id, [found("pi_1"), found("pi_2")]).draft.isEmpty).toBe(true);
  });
});

describe("money of two attempts", () => {
  it("of an earlier attempt while the next is under way: contradicted; the next one's money is a second charge", () => {
    const underway = executedAgain(failedByAbsence(), "new");
    const [old] = underway.attempts;
    const contradicted = looked(underway, old?.id ?? "", [found("pi_old")], "after_failure").after;
    expect(contradicted.operation.status).toBe("contradicted");
    const { after, draft } = answered(contradicted, report({ outcome: "succeeded", code: null, processorReference: "pi_new", received: { amount: 1999, currency: "EUR" } }));
    expect(after.operation.status).toBe("contradicted");
    expect(latestAttempt(after)).toMatchObject({ status: "succeeded", processorReference: "pi_new" });
    expect(draft.discrepancies).toMatchObject([{ kind: "charged_twice", facts: { processorReferences: ["pi_old", "pi_new"] } }]);
  });
});

describe("an object that may yet take money, found before anything is sent again", () => {
  const open = () => {
    const state = failedByAbsence();
    return looked(state, latestAttempt(state).id, [found("pi_1", { state: "processing", received: null })], "before_sending");
  };
  it("makes the payment contradicted, and is not noted as one that holds money", () => {
    const { after, draft } = open();
    expect(after.operation.status).toBe("contradicted");
    expect(draft.discrepancies).toMatchObject([{ kind: "money_after_failure", facts: { openReference: "pi_1", processorReferences: [] } }]);
  });
  it("taking the money after people resolved it as failed, it contradicts that", () => {
    const settled = resolved(open().after, "failed", null).after;
    expect(settled.operation.status).toBe("failed");
    const { after } = looked(settled, latestAttempt(settled).id, [found("pi_1")], "after_failure");
    expect(after.operation.status).toBe("contradicted");
  });
});

describe("what a resolution leaves", () => {
  it.each([
    ["succeeded", "pi_1", { processorReference: "pi_1", failureCode: null, declineCode: null }],
    ["declined", null, { failureCode: null, declineCode: "declined_by_operator" }],
    ["failed", null, { failureCode: "marked_failed_by_operator", declineCode: null }],
  ] as const)("%s: the payment says one thing", (verdict, reference, fields) => {
    const state = failedByAbsence();
    const contradicted = looked(state, latestAttempt(state).id, [found("pi_1")]).after;
    expect(resolved(contradicted, verdict, reference).after.operation).toMatchObject({ status: verdict, ...fields });
  });
  it("evidence that was known stays no news; other money contradicts again", () => {
    const state = failedByAbsence();
    const id = latestAttempt(state).id;
    const settled = resolved(looked(state, id, [found("pi_1")]).after, "failed", null).after;
    expect(looked(settled, id, [found("pi_1")]).draft.isEmpty).toBe(true);
    expect(looked(settled, id, [found("pi_2")]).after.operation.status).toBe("contradicted");
  });
});

describe("sent again after proof of absence, and refused", () => {
  it.each(["processor_unavailable", "processor_misconfigured", "processor_rejected"] as const)("%s: still looked up once more after an hour", (refusal) => {
    const { after, draft } = answered(executedAgain(failedByAbsence(), "same"), report({ outcome: "failed", refusal, code: "refused" }));
    expect(after.operation).toMatchObject({ status: "failed", failureCode: refusal });
    expect(draft.attempts.get(latestAttempt(after).id)).toMatchObject({ nextCheck: { inMs: RECHECK_MS[0] }, row: { checkCount: 0 } });
  });
  it("row 3c: no key is safe, for the first send rests on absence", () => {
    const { after } = answered(executedAgain(failedByAbsence(), "same"), report({ outcome: "failed", refusal: "processor_rejected", code: "resource_missing" }));
    expect(JSON.parse(after.key?.answerBody ?? "")).toMatchObject({ code: "processor_rejected", retry: { sameKey: false, newKey: false } });
  });
  it("with nothing to doubt, a refusal is looked up no more", () => {
    const { after, draft } = answered(dispatchedOperation(AT), report({ outcome: "failed", refusal: "processor_unavailable", code: "http_429" }));
    expect(draft.attempts.get(latestAttempt(after).id)?.nextCheck).toBe("none");
  });
});

describe("row 5: a processor's wish for patience", () => {
  const asynchronous = () => {
    const state = dispatchedOperation(AT);
    return { ...state, operation: { ...state.operation, resendUntil: new Date(AT.getTime() + 600_000) } };
  };
  it("inside the freshness limit is granted", () => {
    const { after, draft } = answered(asynchronous(), report({ outcome: "failed", refusal: "processor_unavailable", retryAfterS: 60 }));
    expect(after.operation.status).toBe("pending");
    expect(draft.attempts.get(latestAttempt(after).id)?.nextCheck).toEqual({ inMs: 60_000 });
  });
  it("beyond it ends the resending at once: nothing stays in flight for a day", () => {
    const { after } = answered(asynchronous(), report({ outcome: "failed", refusal: "processor_unavailable", retryAfterS: 86_400 }));
    expect(after.operation).toMatchObject({ status: "failed", failureCode: "processor_unavailable", resendUntil: null });
  });
});
