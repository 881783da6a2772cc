import type { PaymentRow } from "@/lib/contract/console/payment-row";
import { OPEN_STATUSES } from "@/lib/contract/console/statuses";
import { encodeId } from "@/lib/id";
import { processorName } from "@/lib/processors/processor-name";
import { type KnownFacts, knownReason } from "./known-reason";
import type { OperatorRow } from "./list-for-operators.sql";
import { isStuck } from "./stuck";
import { stuckClass } from "./stuck-class";

export type RowTerms = { now: Date; stuckAfterMs: number };

/** A database row as the console shows it: the one presenter of list, search and detail. */
export function presentOperatorRow(row: OperatorRow, terms: RowTerms): PaymentRow {
  return {
    id: encodeId("payment", row.id),
    status: row.status,
    amount: Number(row.amount),
    currency: row.currency,
    reference: row.reference,
    idempotencyKey: row.idempotencyKey,
    processor: row.processor,
    processorReference: row.processorReference ?? row.attemptReference,
    stuck: row.openSince && isStuck(row, terms.stuckAfterMs, terms.now) ? { since: row.openSince.toISOString(), class: stuckClass(row) } : null,
    known: knownReason(knownFacts(row, terms.now)),
    duplicates: row.toldCount,
    nextCheckAt: OPEN_STATUSES.has(row.status) ? (row.nextCheckAt?.toISOString() ?? null) : null,
    createdAt: row.createdAt.toISOString(),
  };
}

/** The facts that the words are made of. */
export function knownFacts(row: OperatorRow, now: Date): KnownFacts {
  return {
    status: row.status,
    processorName: processorName(row.processor),
    declineCode: row.declineCode,
    failureCode: row.failureCode,
    contradiction: row.contradiction,
    attempt: row.attemptNumber === null || row.attemptStatus === null ? null : {
      number: row.attemptNumber, status: row.attemptStatus, failureCode: row.attemptFailureCode, processorCode: row.processorCode,
      processorField: row.processorField, leaseExpiresAt: row.leaseExpiresAt, startedAt: row.startedAt, finishedAt: row.finishedAt,
    },
    send: row.sendAt && { at: row.sendAt, finishedAt: row.sendFinishedAt, outcome: row.sendOutcome, code: row.sendCode, httpStatus: row.sendHttpStatus },
    evidence: row.askedAt && row.evidenceAnsweredAt && row.evidenceSource && row.evidenceTrigger && row.evidenceConclusion ? {
      source: row.evidenceSource, trigger: row.evidenceTrigger, conclusion: row.evidenceConclusion, detail: row.evidenceDetail ?? "",
      httpStatus: row.evidenceHttpStatus, askedAt: row.askedAt, answeredAt: row.evidenceAnsweredAt,
    } : null,
    absence: { count: row.absenceCount, apartMs: row.absenceApartMs },
    now,
  };
}
