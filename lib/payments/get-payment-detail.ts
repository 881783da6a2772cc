import { type Actor, mayDo, requirePermission, seesMerchant } from "@/lib/access/permissions";
import { clock } from "@/lib/clock";
import type { PaymentDetail } from "@/lib/contract/console/payment-detail";
import { boundedRead } from "@/lib/db/bounded-read";
import { prisma } from "@/lib/db/prisma";
import { ProblemError } from "@/lib/errors";
import { decodeId, encodeId } from "@/lib/id";
import { processorName } from "@/lib/processors/processor-name";
import { comparePayment } from "./compare-payment";
import { detailFacts } from "./detail-facts";
import { EVIDENCE_MAX, readDetailRows } from "./detail-rows";
import { selectEqualPayments } from "./equal-payments.sql";
import { LIST_LIMIT_MS } from "./list-for-operators";
import { NO_FILTER, selectOperatorRows } from "./list-for-operators.sql";
import { merchantsOfActor } from "./merchants-of-actor";
import { knownFacts, presentOperatorRow } from "./operator-row";
import { rawEvidence } from "./raw-evidence";
import { riskSentence } from "./risk-sentence";
import { stuckAfterMsOf } from "./stuck";
import { timelineOf } from "./timeline";
import { firstAnswerOf, presentTold } from "./told-words";

/** Everything that one payment's page shows. Reads only: asking the processor is check-payment's. */
export async function getPaymentDetail({ actor, paymentId }: { actor: Actor; paymentId: string }): Promise<PaymentDetail> {
  requirePermission(actor, "payments.read");
  const id = decodeId("payment", paymentId);
  if (!id) throw new ProblemError("payment_not_found");
  const merchants = await merchantsOfActor(actor);
  const found = await boundedRead(LIST_LIMIT_MS, (client) =>
    selectOperatorRows({ ...NO_FILTER, merchantIds: merchants.map((merchant) => merchant.id), ids: [id], limit: 1 }, client));
  const row = found[0];
  const merchant = row && merchants.find((candidate) => candidate.id === row.merchantId);
  if (!row || !merchant || !seesMerchant(actor, row.merchantId)) throw new ProblemError("payment_not_found");
  const [rows, who, equal] = await Promise.all([
    readDetailRows(row.merchantId, id), whoDidWhat(row.merchantId, id), boundedRead(LIST_LIMIT_MS, (client) => selectEqualPayments(row.merchantId, id, client)),
  ]);
  const now = clock.now();
  const name = processorName(row.processor);
  const facts = knownFacts(row, now);
  const terms = { now, stuckAfterMs: stuckAfterMsOf(merchant) };
  return {
    payment: {
      ...presentOperatorRow(row, terms),
      paymentMethod: rows.payment.paymentMethod, description: rows.payment.description,
      metadata: (rows.payment.metadata ?? {}) as Record<string, string>,
      declineCode: rows.payment.declineCode, failureCode: rows.payment.failureCode,
    },
    sentence: riskSentence(facts),
    merchant: { name: merchant.name, policy: merchant.policy },
    processorName: name,
    compare: comparePayment(rows, name),
    timeline: timelineOf(rows, name, now),
    told: presentTold(rows.told, rows.toldTotal, firstAnswerOf(rows)),
    evidence: rawEvidence(rows, name),
    facts: detailFacts(rows, merchant, name, now),
    who,
    sameBody: equal.map((other) => ({
      id: encodeId("payment", other.id), status: other.status, idempotencyKey: other.idempotency_key, createdAt: other.created_at.toISOString(),
    })),
    attempts: rows.attempts.length,
    canAsk: rows.attempts.some(({ status }) => status === "unknown" || status === "dispatched") && mayDo(actor.role, "payments.check"),
    version: rows.payment.version,
    asOf: now.toISOString(),
  };
}

async function whoDidWhat(merchantId: string, id: string): Promise<PaymentDetail["who"]> {
  const events = await prisma().auditEvent.findMany({
    where: { merchantId, subjectId: { in: [id, encodeId("payment", id)] } }, orderBy: { seq: "desc" }, take: EVIDENCE_MAX,
  });
  return events.map((event) => ({ id: String(event.seq), at: event.at.toISOString(), actor: event.actor, action: event.action, reason: event.reason }));
}
