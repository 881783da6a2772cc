import { randomUUID } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import { charge } from "../../../../charge.mjs";
import { PrismaClient } from "../../../../../../lib/db/generated/client";

const { BENCH_MERCHANT: merchantId, BENCH_CONNECTION: connectionId, BENCH_PROCESSOR: processorUrl } = process.env;
// As many connections as Latchkey has.
const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: process.env.DATABASE_URL, max: 12 }) });
const LEASE_MS = 60_000;

/** A plain Next route with Prisma's client, as its documentation shows it: the same rows in the same two transactions. */
export async function POST(request) {
  const key = request.headers.get("idempotency-key");
  const body = await request.json();
  const { amount, currency, paymentMethod, reference, description, metadata } = body;
  const at = new Date();
  const [id, attemptId, lease] = [randomUUID(), randomUUID(), new Date(at.getTime() + LEASE_MS)];
  const operation = { merchantId, operationKind: "payment", operationId: id };
  await prisma.$transaction([
    prisma.idempotencyKey.create({ data: { ...operation, key, fingerprint: id, fingerprintVersion: "1", requestId: id, createdAt: at } }),
    prisma.payment.create({
      data: {
        merchantId, id, status: "pending", amount, currency, paymentMethod, reference, description, metadata, idempotencyKey: key, connectionId,
        processor: "stripe", openSince: at, createdAt: at, updatedAt: at,
      },
    }),
    prisma.attempt.create({
      data: {
        ...operation, id: attemptId, number: 1, status: "dispatched", connectionId, processor: "stripe", accountId: "acct_bench", mode: "test", processorKey: id,
        requestBody: JSON.stringify(body), amount, currency, leaseOwner: "peer", leaseExpiresAt: lease, sendCount: 1, nextCheckAt: lease, startedAt: at, createdAt: at,
      },
    }),
    prisma.send.create({ data: { ...operation, attemptId, number: 1, fence: 1, at, leaseExpiresAt: lease } }),
    prisma.paymentEvent.create({ data: { merchantId, paymentId: id, seq: 1, kind: "payment.claimed", at, attemptId, data: {} } }),
  ]);
  const intent = await charge(processorUrl, id, amount, currency, paymentMethod);
  const answer = { id, ...body, status: intent.status, processorReference: intent.id, idempotencyKey: key };
  const finishedAt = new Date();
  await prisma.$transaction([
    prisma.payment.update({
      where: { merchantId_id: { merchantId, id }, status: "pending" },
      data: { status: "succeeded", processorReference: intent.id, version: 2, eventSeq: 2, openSince: null, updatedAt: finishedAt },
    }),
    prisma.attempt.update({ where: { merchantId_id: { merchantId, id: attemptId } }, data: { status: "succeeded", processorReference: intent.id, nextCheckAt: null, finishedAt } }),
    prisma.send.update({
      where: { merchantId_attemptId_number: { merchantId, attemptId, number: 1 } },
      data: { finishedAt, outcome: "succeeded", httpStatus: 200, processorReference: intent.id },
    }),
    prisma.paymentEvent.create({ data: { merchantId, paymentId: id, seq: 2, kind: "payment.succeeded", at: finishedAt, attemptId, data: {} } }),
    prisma.idempotencyKey.update({
      where: { merchantId_key: { merchantId, key } },
      data: { answerStatus: 201, answerBody: JSON.stringify(answer), answeredAt: finishedAt, expiresAt: new Date(finishedAt.getTime() + 86_400_000) },
    }),
  ]);
  return Response.json(answer, { status: 201 });
}
