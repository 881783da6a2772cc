import type { LiveConnection } from "@/lib/attempts/connections";
import { leaseOwner } from "@/lib/attempts/lease-owner";
import { clock } from "@/lib/clock";
import type { MerchantContext } from "@/lib/contract/merchant";
import type { CreatePaymentBody } from "@/lib/contract/payment";
import type { Attempt, IdempotencyKey, Payment, Send } from "@/lib/db/generated/client";
import { env } from "@/lib/env";
import { encodeId, newId, timeOfId } from "@/lib/id";
import type { Fingerprint } from "@/lib/idempotency/fingerprint";
import { processorKeyOf } from "@/lib/idempotency/processor-key";
import type { PaymentClaim } from "./claim-payment.sql";

export type FirstRequest = {
  merchant: MerchantContext;
  key: string;
  body: CreatePaymentBody;
  fingerprint: Fingerprint;
  requestId: string;
  /** Answered at once; the worker sends. */
  queued: boolean;
  installationId: string;
  connection: LiveConnection;
  account: { accountId: string; mode: string };
};

/** Everything that transaction 1 stores, as the rows that it leaves. */
export function paymentClaim(first: FirstRequest): PaymentClaim {
  const { merchant, queued } = first;
  const payment = paymentRow(first);
  const attempt = attemptRow(first, payment);
  const leaseMs = queued ? null : env().LATCHKEY_LEASE_MS;
  return {
    leaseMs,
    state: {
      terms: { policy: merchant.policy, resultRetentionS: merchant.resultRetentionS },
      key: keyRow(first, payment), operation: payment, attempts: [attempt],
      sends: leaseMs === null ? [] : [firstSend(attempt, leaseMs)],
      contradictingReferences: [],
    },
  };
}

function paymentRow({ merchant, key, body, queued, connection }: FirstRequest): Payment {
  const id = newId();
  const now = clock.now();
  return {
    merchantId: merchant.id, id, status: "pending", amount: BigInt(body.amount), currency: body.currency, paymentMethod: body.paymentMethod,
    reference: body.reference ?? null, description: body.description ?? null, metadata: body.metadata ?? null, idempotencyKey: key,
    connectionId: connection.row.id, processor: connection.row.processor, processorReference: null, declineCode: null, failureCode: null,
    referenceClaim: merchant.uniqueReference ? (body.reference ?? null) : null, version: 1, eventSeq: 1, attemptCount: 1, openSince: now,
    resendUntil: queued ? freshUntil(now) : null, resolvedAt: null, createdAt: timeOfId(id), updatedAt: now,
  };
}

/** An asynchronous request may be sent, and sent again, until then. */
export function freshUntil(now: Date): Date {
  return new Date(now.getTime() + env().LATCHKEY_FRESHNESS_MS);
}

function keyRow({ merchant, key, fingerprint, requestId }: FirstRequest, payment: Payment): IdempotencyKey {
  return {
    merchantId: merchant.id, key, fingerprint: fingerprint.value, fingerprintVersion: fingerprint.version, operationKind: "payment",
    operationId: payment.id, requestId, answerStatus: null, answerCode: null, answerBody: null, answeredAt: null, expiresAt: null, createdAt: payment.createdAt,
  };
}

function attemptRow(first: FirstRequest, payment: Payment): Attempt {
  const { queued } = first;
  const attempt = newAttempt({ payment, number: 1, installationId: first.installationId, connection: first.connection, account: first.account });
  if (queued) return { ...attempt, queuedUntil: payment.resendUntil };
  const leaseExpiresAt = new Date(payment.updatedAt.getTime() + env().LATCHKEY_LEASE_MS);
  return { ...attempt, status: "dispatched", leaseOwner: leaseOwner(), leaseExpiresAt, sendCount: 1, startedAt: payment.updatedAt };
}

/** A queued attempt of a payment: its processor key, and the exact bytes that will be sent under it. */
export function newAttempt(parts: {
  payment: Payment; number: number; installationId: string; connection: LiveConnection; account: { accountId: string; mode: string };
}): Attempt {
  const { payment, number, connection, account } = parts;
  const id = newId();
  const body = connection.processor.buildPaymentRequest({
    amount: Number(payment.amount), currency: payment.currency, paymentMethod: payment.paymentMethod, reference: payment.reference,
    description: payment.description, metadata: payment.metadata as Record<string, string> | null,
    paymentId: encodeId("payment", payment.id), attemptId: encodeId("attempt", id),
  });
  return {
    merchantId: payment.merchantId, id, operationKind: "payment", operationId: payment.id, number, status: "queued", connectionId: connection.row.id,
    processor: connection.row.processor, accountId: account.accountId, mode: account.mode, requestBody: body, amount: payment.amount, currency: payment.currency,
    processorKey: processorKeyOf({
      installationId: parts.installationId, merchantId: payment.merchantId, key: payment.idempotencyKey ?? payment.id, attemptNumber: number,
    }),
    processorReference: null, declineCode: null, failureCode: null, processorCode: null, processorField: null, leaseOwner: null, leaseExpiresAt: null,
    fence: 1, sendCount: 0, queuedUntil: null, frozen: false, provenThrough: 0, absenceBarred: false, nextCheckAt: null, checkCount: 0,
    inquiryStartedAt: null, inquiryUntil: null, startedAt: null, finishedAt: null, createdAt: clock.now(),
  };
}

function firstSend(attempt: Attempt, leaseMs: number): Send {
  const at = attempt.startedAt ?? clock.now();
  return {
    merchantId: attempt.merchantId, attemptId: attempt.id, number: 1, operationKind: attempt.operationKind, operationId: attempt.operationId, fence: 1,
    at, leaseExpiresAt: new Date(at.getTime() + leaseMs), finishedAt: null, outcome: null, code: null, httpStatus: null, processorReference: null, responseBody: null,
  };
}
