import { presentPayment } from "@/lib/contract/payment";
import type { Attempt, AttemptStatus, Payment, PaymentStatus, Send } from "@/lib/db/generated/client";
import { finalAnswer, type KeptAnswer } from "@/lib/idempotency/keep-answer";
import { isDefinite, nextAttemptStatus, nextPaymentStatus } from "./attempt-state";
import type { NewDiscrepancy, NewEvidence } from "./facts";
import type { OperationState } from "./operation";
import { restsOnAbsence } from "./rests-on-absence";

export type DraftEvent = { kind: string; attemptId: string | null; data: Record<string, unknown> };
/** What becomes of the next look: left as it is, none, or so many milliseconds from the database's now. */
type NextCheck = "keep" | "none" | { inMs: number };

export type AttemptDraft = { row: Attempt; isNew: boolean; nextCheck: NextCheck; leaseMs: number | null };
export type SendDraft = { row: Send; isNew: boolean; leaseMs: number | null };

/**
 * One change of one operation, worked out in memory on a state of a known version and written by save-operation in one
 * statement that takes the version, the from-states and the fences into its WHERE.
 */
export class Draft {
  readonly operation: Payment;
  readonly attempts = new Map<string, AttemptDraft>();
  readonly sends: SendDraft[] = [];
  readonly events: DraftEvent[] = [];
  readonly evidence: NewEvidence[] = [];
  readonly discrepancies: NewDiscrepancy[] = [];
  /** Replaces the stored answer, withdraws it, or leaves it. */
  answer: KeptAnswer | "withdraw" | "keep" = "keep";
  /** The request whose work the next answer is. */
  requestId: string | null;

  constructor(readonly before: OperationState, readonly now: Date) {
    this.operation = { ...before.operation };
    this.requestId = before.key?.requestId ?? null;
  }

  attempt(attemptId: string): AttemptDraft {
    const touched = this.attempts.get(attemptId);
    if (touched) return touched;
    const row = this.before.attempts.find((candidate) => candidate.id === attemptId);
    if (!row) throw new Error(`operation ${this.operation.id} has no attempt ${attemptId}`);
    const draft: AttemptDraft = { row: { ...row }, isNew: false, nextCheck: "keep", leaseMs: null };
    this.attempts.set(attemptId, draft);
    return draft;
  }

  send(attemptId: string, number: number): Send {
    const touched = this.sends.find(({ row }) => row.attemptId === attemptId && row.number === number);
    if (touched) return touched.row;
    const row = this.before.sends.find((send) => send.attemptId === attemptId && send.number === number);
    if (!row) throw new Error(`attempt ${attemptId} has no send ${number}`);
    const draft: SendDraft = { row: { ...row }, isNew: false, leaseMs: null };
    this.sends.push(draft);
    return draft.row;
  }

  moveAttempt(attempt: AttemptDraft, to: AttemptStatus): void {
    attempt.row.status = nextAttemptStatus(attempt.row.status, to);
    const closed = to === "succeeded" || to === "declined" || to === "failed";
    attempt.row.finishedAt = closed ? this.now : null;
    if (closed) attempt.nextCheck = "none";
  }

  /** Moves the payment and keeps what follows from its status: since when it is open, and its claim on the reference. */
  movePayment(to: PaymentStatus): void {
    const { operation } = this;
    if (operation.status === to) return;
    operation.status = nextPaymentStatus(operation.status, to);
    operation.openSince = isDefinite(to) ? null : (operation.openSince ?? this.now);
    if (to === "declined" || to === "failed") operation.referenceClaim = null;
    if (isDefinite(to)) operation.resendUntil = null;
  }

  event(kind: string, attemptId: string | null, data: Record<string, unknown> = {}): void {
    this.events.push({ kind, attemptId, data });
  }

  /** Renders the answer that a newly definite outcome stores. Called last, when everything else stands. */
  keepFinalAnswer(): void {
    const after = this.after();
    if (!after.key) return;
    const latest = after.attempts.at(-1);
    this.answer = finalAnswer({
      payment: presentPayment(after.operation, after.attempts, after.sends, { stuck: false }),
      policy: after.terms.policy,
      attemptCount: after.operation.attemptCount,
      requestId: this.requestId ?? after.key.requestId,
      resolved: after.operation.resolvedAt !== null,
      processorCode: latest?.processorCode ?? null,
      processorField: latest?.processorField ?? null,
      restsOnAbsence: after.attempts.some((attempt) => restsOnAbsence(attempt, after.sends)),
    }) ?? this.answer;
  }

  /** Whether anything at all would be written to the operation itself. */
  get isEmpty(): boolean {
    return this.attempts.size === 0 && this.sends.length === 0 && this.events.length === 0 && this.answer === "keep";
  }

  /** The state as it is once this draft is saved. */
  after(): OperationState {
    const attempts = this.before.attempts.map((row) => this.attempts.get(row.id)?.row ?? row);
    for (const draft of this.attempts.values()) if (draft.isNew) attempts.push(draft.row);
    const sends = this.before.sends.map((send) => this.sends.find(({ row }) => row.attemptId === send.attemptId && row.number === send.number)?.row ?? send);
    for (const draft of this.sends) if (draft.isNew) sends.push(draft.row);
    const operation = { ...this.operation, version: this.before.operation.version + 1, eventSeq: this.before.operation.eventSeq + this.events.length, updatedAt: this.now };
    return { ...this.before, key: this.keyAfter(), operation, attempts, sends };
  }

  private keyAfter(): OperationState["key"] {
    const { key, terms } = this.before;
    if (!key || this.answer === "keep") return key;
    const requestId = this.requestId ?? key.requestId;
    if (this.answer === "withdraw") {
      return { ...key, requestId, answerStatus: null, answerCode: null, answerBody: null, answeredAt: null, expiresAt: null };
    }
    const expiresAt = new Date(this.now.getTime() + terms.resultRetentionS * 1_000);
    return { ...key, requestId, answerStatus: this.answer.status, answerCode: this.answer.code, answerBody: this.answer.body, answeredAt: this.now, expiresAt };
  }
}
