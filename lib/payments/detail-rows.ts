import { TOLD_KEPT_MAX } from "@/lib/contract/console/payment-detail";
import type { Attempt, Connection, Evidence, IdempotencyKey, Payment, PaymentEvent, Send, ToldAnswer } from "@/lib/db/generated/client";
import { prisma } from "@/lib/db/prisma";
import { ProblemError } from "@/lib/errors";

/** Everything stored about one payment, oldest first, the newest so many of each. */
export type DetailRows = {
  payment: Payment;
  key: IdempotencyKey | null;
  connection: Connection | null;
  attempts: Attempt[];
  sends: Send[];
  evidence: Evidence[];
  /** Inquiries before the oldest that is shown: look-ups are numbered from the first. */
  evidenceBefore: number;
  events: PaymentEvent[];
  told: ToldAnswer[];
  toldTotal: number;
};

/** A payment that is asked about hourly for days has hundreds of look-ups; a page shows the newest. */
export const EVIDENCE_MAX = 100;
const ATTEMPTS_MAX = 50;
const SENDS_MAX = 200;

export async function readDetailRows(merchantId: string, id: string): Promise<DetailRows> {
  const db = prisma();
  const ofOperation = { merchantId, operationId: id };
  const payment = await db.payment.findUnique({ where: { merchantId_id: { merchantId, id } } });
  if (!payment) throw new ProblemError("payment_not_found");
  const [key, connection, attempts, sends, evidence, evidenceTotal, events, told, toldTotal] = await Promise.all([
    payment.idempotencyKey === null ? null : db.idempotencyKey.findUnique({ where: { merchantId_key: { merchantId, key: payment.idempotencyKey } } }),
    db.connection.findUnique({ where: { merchantId_id: { merchantId, id: payment.connectionId } } }),
    db.attempt.findMany({ where: ofOperation, orderBy: { number: "desc" }, take: ATTEMPTS_MAX }),
    sendsOf(merchantId, id),
    db.evidence.findMany({ where: ofOperation, orderBy: { id: "desc" }, take: EVIDENCE_MAX }),
    db.evidence.count({ where: ofOperation }),
    db.paymentEvent.findMany({ where: { merchantId, paymentId: id }, orderBy: { seq: "desc" }, take: EVIDENCE_MAX }),
    db.toldAnswer.findMany({ where: ofOperation, orderBy: { id: "desc" }, take: TOLD_KEPT_MAX }),
    db.toldAnswer.count({ where: ofOperation }),
  ]);
  return {
    payment, key, connection, attempts: attempts.reverse(), sends, evidence: evidence.reverse(), evidenceBefore: Math.max(0, evidenceTotal - EVIDENCE_MAX),
    events: events.reverse(), told: told.reverse(), toldTotal,
  };
}

/** Sends are keyed by attempt: asked for by the attempts' ids, which is their primary key. */
async function sendsOf(merchantId: string, operationId: string): Promise<Send[]> {
  const attempts = await prisma().attempt.findMany({ where: { merchantId, operationId }, orderBy: { number: "desc" }, select: { id: true }, take: ATTEMPTS_MAX });
  const newestFirst = await prisma().send.findMany({
    where: { merchantId, attemptId: { in: attempts.map((attempt) => attempt.id) } }, orderBy: [{ at: "desc" }, { number: "desc" }], take: SENDS_MAX,
  });
  return newestFirst.reverse();
}
