import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerToDuplicate } from "@/lib/idempotency/answer-to-duplicate";
import { countsFrom, isAbsenceProven } from "./absence-proof";
import { Draft } from "./draft";
import { grantLease } from "./grant-lease";
import { canReuseKey, mayResend } from "./may-resend";
import { attemptById, isUnproven, latestAttempt, type OperationState, sendsOf } from "./operation";
import { settleFinding } from "./settle-finding";
import { settleSend } from "./settle-send";
import { ModelProcessor, STRIPE_LIKE, type Weather } from "./testing/model-processor";
import { attemptRow, dispatchedOperation } from "./testing/operation-rows";

const TERMS = { timeoutMs: 20_000, maxProcessingMs: 60_000, gapMs: 30_000 };
const RESEND = { capabilities: STRIPE_LIKE, freshnessMs: 600_000 };
const PINNED = { accountId: "acct_1", mode: "test", processor: "stripe" };

type Step = { do: "answer" | "crash" | "inquire" | "duplicate" | "wait"; weather: Weather; ms: number };
type Setting = { policy: "replay" | "conflict"; resendingOn: boolean };
type Look = { attemptId: string; conclusion: string; countsForAbsence: boolean; askedAt: Date };

/** The rules of the money path over an honest processor, with time and weather chosen by the test. */
class Model {
  nowMs = Date.UTC(2026, 0, 1);
  readonly processor = new ModelProcessor(() => this.nowMs);
  state: OperationState;
  readonly looks: Look[] = [];
  /** Every send that was made: its key, and whether an earlier attempt was unproven and not just looked up. */
  readonly breaches: string[] = [];
  private inFlight: { attemptId: string; sendNumber: number; fence: number } | null;

  constructor(private readonly setting: Setting) {
    this.state = dispatchedOperation(new Date(this.nowMs), setting.policy);
    const [attempt] = this.state.attempts;
    this.inFlight = attempt ? { attemptId: attempt.id, sendNumber: 1, fence: 1 } : null;
  }

  take({ do: what, weather, ms }: Step): void {
    this.nowMs += ms;
    if (what === "answer") this.answer(weather);
    else if (what === "crash") this.inFlight = null;
    else if (what === "inquire") this.inquire(latestAttempt(this.state).id, "schedule", weather);
    else if (what === "duplicate") this.duplicate(weather);
  }

  change(decide: (draft: Draft) => void): void {
    const draft = new Draft(this.state, new Date(this.nowMs));
    decide(draft);
    if (!draft.isEmpty) this.state = draft.after();
  }

  /** The request under way reaches the processor now, and its answer is settled. */
  private answer(weather: Weather): void {
    const flight = this.inFlight;
    if (!flight) return;
    this.inFlight = null;
    const attempt = attemptById(this.state, flight.attemptId);
    // A sender later than a third of its lease does not send.
    const send = sendsOf(this.state, attempt.id).find(({ number }) => number === flight.sendNumber);
    if (!send || this.nowMs - send.at.getTime() >= 20_000) return;
    const report = this.processor.send(attempt.id, attempt.processorKey, weather);
    this.change((draft) => settleSend(draft, { ...flight, report }, { checkAfterMs: () => 5_000, resendAfterMs: 5_000 }));
  }

  inquire(attemptId: string, trigger: "schedule" | "before_sending", weather: Weather): boolean {
    const attempt = attemptById(this.state, attemptId);
    if (trigger === "schedule" && attempt.status !== "unknown" && attempt.status !== "dispatched") return true;
    if (attempt.status === "dispatched") {
      if ((attempt.leaseExpiresAt?.getTime() ?? 0) > this.nowMs) return false;
      this.change((draft) => {
        const touched = draft.attempt(attemptId);
        draft.moveAttempt(touched, "unknown");
        touched.row.fence += 1;
        if (draft.operation.status === "pending") draft.movePayment("unknown");
        draft.event("payment.unknown", attemptId);
      });
    }
    if (weather === "lost_before" || weather === "error_500") return false;
    const objects = this.processor.list(attemptId);
    const sends = sendsOf(this.state, attemptId);
    const askedAt = new Date(this.nowMs);
    const counts = objects.length === 0 && askedAt > countsFrom(sends, TERMS);
    if (counts) this.looks.push({ attemptId, conclusion: "not_found", countsForAbsence: true, askedAt });
    const absent = counts && isAbsenceProven(attemptById(this.state, attemptId), sends, this.looks.filter((look) => look.attemptId === attemptId), TERMS);
    const finding = objects.length > 0 ? { kind: "objects" as const, objects } : { kind: "not_found" as const, consistent: true };
    this.change((draft) => settleFinding(draft, { trigger, attemptId, finding, absent }));
    if (objects.length === 0 && mayResend(attemptById(this.state, attemptId), sends, { ...RESEND, resendingOn: this.setting.resendingOn }, askedAt)) this.grant(attemptId);
    return true;
  }

  private grant(attemptId: string): void {
    this.change((draft) => {
      grantLease(draft, draft.attempt(attemptId));
      draft.event("send.again", attemptId);
    });
    const attempt = attemptById(this.state, attemptId);
    this.inFlight = { attemptId, sendNumber: attempt.sendCount, fence: attempt.fence };
  }

  private duplicate(weather: Weather): void {
    const { operation, key, terms } = this.state;
    const latest = latestAttempt(this.state);
    const { act } = answerToDuplicate({
      sameBody: true, status: operation.status, answer: key?.answerBody ? "kept" : "none", resolved: false, rejected: false,
      inFlight: latest.status === "dispatched" && (latest.leaseExpiresAt?.getTime() ?? 0) > this.nowMs, attemptsLeft: operation.attemptCount < 15,
    }, terms.policy);
    if (act === "inquire") this.inquire(latest.id, "schedule", weather);
    else if (act === "execute") this.execute(weather);
  }

  private execute(weather: Weather): void {
    const earlier = this.state.attempts.filter((attempt) => sendsOf(this.state, attempt.id).some(isUnproven));
    for (const attempt of earlier) if (!this.inquire(attempt.id, "before_sending", weather)) return;
    if (this.state.operation.status !== "failed" && this.state.operation.status !== "declined") return;
    const last = latestAttempt(this.state);
    const reuse = canReuseKey(last, sendsOf(this.state, last.id), PINNED, STRIPE_LIKE, new Date(this.nowMs));
    if (!reuse && this.state.attempts.some((attempt) => ["queued", "dispatched", "unknown", "succeeded"].includes(attempt.status))) this.breaches.push("a new key while an attempt is open");
    this.change((draft) => {
      draft.answer = "withdraw";
      draft.movePayment("pending");
      draft.operation.failureCode = null;
      draft.operation.declineCode = null;
      let id = last.id;
      if (!reuse) {
        draft.operation.attemptCount += 1;
        const row = { ...attemptRow({ ...draft.operation, operationId: draft.operation.id, number: draft.operation.attemptCount, at: draft.now }), status: "queued" as const, sendCount: 0, leaseOwner: null };
        draft.attempts.set(row.id, { row, isNew: true, nextCheck: "none", leaseMs: null });
        id = row.id;
      }
      grantLease(draft, draft.attempt(id));
      draft.event("payment.executed_again", id);
    });
    const now = latestAttempt(this.state);
    this.inFlight = { attemptId: now.id, sendNumber: now.sendCount, fence: now.fence };
  }
}

const weather = fc.constantFrom<Weather>("answered", "lost_before", "lost_after", "late", "error_500", "refused_429", "declined", "declined_lost");
const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom("answer", "answer", "crash", "inquire", "inquire", "duplicate", "wait"), weather,
  ms: fc.constantFrom(0, 100, 5_000, 19_000, 31_000, 61_000, 130_000, 700_000, 90_000_000),
});
const setting = fc.record<Setting>({ policy: fc.constantFrom("replay", "conflict"), resendingOn: fc.boolean() });

describe("the money path over an honest processor, whatever the order of events", () => {
  it("never charges twice, and never believes in a charge that is not there", () => {
    fc.assert(fc.property(setting, fc.array(step, { minLength: 1, maxLength: 40 }), (chosen, steps) => {
      const model = new Model(chosen);
      for (const next of steps) {
        model.take(next);
        const { status } = model.state.operation;
        expect(model.processor.charges()).toBeLessThanOrEqual(1);
        if (status === "succeeded") expect(model.processor.charges()).toBe(1);
        if (status === "failed" || status === "declined") expect(model.processor.charges()).toBe(0);
        expect(status).not.toBe("contradicted");
      }
    }), { numRuns: 3_000 });
  });

  it("uses no new processor key while an earlier attempt is unproven, and keeps one attempt open at most", () => {
    fc.assert(fc.property(setting, fc.array(step, { minLength: 1, maxLength: 40 }), (chosen, steps) => {
      const model = new Model(chosen);
      for (const next of steps) {
        model.take(next);
        expect(model.breaches).toEqual([]);
        expect(model.state.attempts.filter((attempt) => ["queued", "dispatched", "unknown", "succeeded"].includes(attempt.status)).length).toBeLessThanOrEqual(1);
      }
    }), { numRuns: 1_000 });
  });

  it("ends known: once the weather clears, looking on settles it", () => {
    fc.assert(fc.property(setting, fc.array(step, { minLength: 1, maxLength: 25 }), (chosen, steps) => {
      const model = new Model(chosen);
      for (const next of steps) model.take(next);
      // The schedule has no end; a day of quiet looks is more than it needs.
      for (let look = 0; look < 30; look += 1) {
        model.take({ do: "answer", weather: "answered", ms: 0 });
        model.take({ do: "inquire", weather: "answered", ms: 3_600_000 });
      }
      expect(["succeeded", "declined", "failed"]).toContain(model.state.operation.status);
      expect(model.processor.charges()).toBe(model.state.operation.status === "succeeded" ? 1 : 0);
    }), { numRuns: 1_000 });
  });
});
