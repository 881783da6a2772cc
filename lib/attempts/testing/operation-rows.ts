import type { Attempt, DuplicatePolicy, Send } from "@/lib/db/generated/client";
import { newId } from "@/lib/id";
import type { OperationState } from "../operation";

/** A pending operation with its first attempt dispatched, as transaction 1 leaves it. */
export function dispatchedOperation(at: Date, policy: DuplicatePolicy = "replay"): OperationState {
  const merchantId = newId();
  const id = newId();
  const attempt = attemptRow({ merchantId, operationId: id, number: 1, at });
  return {
    terms: { policy, resultRetentionS: 86_400 },
    key: {
      merchantId, key: "order-1", fingerprint: "f", fingerprintVersion: "v", operationKind: "payment", operationId: id, requestId: "req_1", answerStatus: null,
      answerCode: null, answerBody: null, answeredAt: null, expiresAt: null, createdAt: at,
    },
    operation: {
      merchantId, id, status: "pending", amount: 1999n, currency: "EUR", paymentMethod: "pm_card_visa", reference: null, description: null, metadata: null,
      idempotencyKey: "order-1", connectionId: attempt.connectionId, processor: "stripe", processorReference: null, declineCode: null, failureCode: null,
      referenceClaim: null, version: 1, eventSeq: 1, attemptCount: 1, openSince: at, resendUntil: null, resolvedAt: null, createdAt: at, updatedAt: at,
    },
    attempts: [attempt], sends: [sendRow(attempt, 1, at)], contradictingReferences: [],
  };
}

export function attemptRow(parts: { merchantId: string; operationId: string; number: number; at: Date }): Attempt {
  return {
    merchantId: parts.merchantId, id: newId(), operationKind: "payment", operationId: parts.operationId, number: parts.number, status: "dispatched",
    connectionId: "01a20cbf-0000-7000-8000-000000000001", processor: "stripe", accountId: "acct_1", mode: "test", processorKey: `lk-${newId().slice(-12)}`,
    requestBody: "amount=1999", amount: 1999n, currency: "EUR", processorReference: null, declineCode: null, failureCode: null, processorCode: null,
    processorField: null, leaseOwner: "test", leaseExpiresAt: new Date(parts.at.getTime() + 60_000), fence: 1, sendCount: 1, queuedUntil: null, frozen: false,
    provenThrough: 0, absenceBarred: false, nextCheckAt: null, checkCount: 0, inquiryStartedAt: null, inquiryUntil: null, startedAt: parts.at, finishedAt: null,
    createdAt: parts.at,
  };
}

export function sendRow(attempt: Attempt, number: number, at: Date, over: Partial<Send> = {}): Send {
  return {
    merchantId: attempt.merchantId, attemptId: attempt.id, number, operationKind: "payment", operationId: attempt.operationId, fence: attempt.fence, at,
    leaseExpiresAt: new Date(at.getTime() + 60_000), finishedAt: null, outcome: null, code: null, httpStatus: null, processorReference: null,
    responseBody: null, ...over,
  };
}
