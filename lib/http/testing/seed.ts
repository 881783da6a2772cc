import { createHash, randomBytes } from "node:crypto";
import type { MerchantContext } from "@/lib/contract/merchant";
import type { AttemptStatus, PaymentStatus } from "@/lib/contract/payment";
import { prisma } from "@/lib/db/prisma";
import { newId } from "@/lib/id";
import { seal } from "@/lib/processors/seal";

export type SeededMerchant = MerchantContext & { apiKey: string; apiKeyId: string; connectionId: string };

/** A merchant with an API key and a connection that nothing is ever sent to. */
export async function seedMerchant(settings: Partial<MerchantContext> = {}, webhookSecret: string | null = "whsec_test"): Promise<SeededMerchant> {
  const id = newId();
  const merchant: MerchantContext = {
    id, name: `merchant ${id}`, policy: "replay", answer: "sync", uniqueReference: false, resultRetentionS: 86_400, stuckAfterMs: null, ...settings,
  };
  const createdAt = new Date();
  await prisma().merchant.create({ data: { ...merchant, createdAt } });
  const connectionId = newId();
  await prisma().connection.create({
    data: {
      merchantId: id, id: connectionId, processor: "stripe", status: "active", apiBase: "http://127.0.0.1:9", createdAt,
      secretKeySealed: seal("sk_test_x", connectionId), webhookSecretSealed: webhookSecret === null ? null : seal(webhookSecret, connectionId),
    },
  });
  const { secret, apiKeyId } = await seedApiKey(id);
  return { ...merchant, apiKey: secret, apiKeyId, connectionId };
}

export async function seedApiKey(merchantId: string, expiresAt: Date | null = null): Promise<{ secret: string; apiKeyId: string }> {
  const secret = `lk_${randomBytes(32).toString("base64url")}`;
  const apiKeyId = newId();
  await prisma().apiKey.create({
    data: { merchantId, id: apiKeyId, name: "test", prefix: secret.slice(0, 8), hash: createHash("sha256").update(secret).digest(), expiresAt, createdAt: new Date() },
  });
  return { secret, apiKeyId };
}

export type PaymentSeed = { status?: PaymentStatus; reference?: string; key?: string; createdAt?: Date; openSince?: Date; failureCode?: string; expiresAt?: Date };

const ATTEMPT_OF: Readonly<Record<PaymentStatus, AttemptStatus>> = {
  pending: "dispatched", succeeded: "succeeded", declined: "declined", failed: "failed", unknown: "unknown", contradicted: "succeeded",
};

/** A payment with one attempt and one send, as the money path would have left it. Returns its id. */
export async function seedPayment(merchant: SeededMerchant, seed: PaymentSeed = {}): Promise<string> {
  const id = newId();
  const status = seed.status ?? "succeeded";
  const createdAt = seed.createdAt ?? new Date();
  const isOpen = status === "pending" || status === "unknown";
  const reference = ["succeeded", "contradicted"].includes(status) ? `pi_${id}` : null;
  const key = seed.key ?? `key-${id}`;
  const failureCode = status === "failed" ? (seed.failureCode ?? "processor_unavailable") : null;
  const owner = { merchantId: merchant.id, operationKind: "payment", operationId: id };
  await prisma().payment.create({
    data: {
      merchantId: merchant.id, id, status, amount: 1999n, currency: "EUR", paymentMethod: "pm_card_visa", reference: seed.reference ?? null, metadata: { cart: "c-1" },
      idempotencyKey: key, connectionId: merchant.connectionId, processor: "stripe", processorReference: reference, failureCode,
      openSince: isOpen ? (seed.openSince ?? createdAt) : null, createdAt, updatedAt: createdAt,
    },
  });
  const answered = isOpen || status === "failed" || status === "contradicted" ? {} : { answerStatus: 201, answerBody: "{}", answeredAt: createdAt, expiresAt: seed.expiresAt ?? new Date(createdAt.getTime() + 86_400_000) };
  await prisma().idempotencyKey.create({ data: { ...owner, key, fingerprint: "f", fingerprintVersion: "v", requestId: "req_seed", createdAt, ...answered } });
  const attemptId = newId();
  await prisma().attempt.create({
    data: {
      ...owner, id: attemptId, number: 1, status: ATTEMPT_OF[status], connectionId: merchant.connectionId, processor: "stripe", accountId: "acct_1", mode: "test",
      processorKey: id, requestBody: "amount=1999", amount: 1999n, currency: "EUR", processorReference: reference, failureCode, sendCount: 1, leaseOwner: "seed",
      leaseExpiresAt: createdAt, nextCheckAt: isOpen ? createdAt : null, startedAt: createdAt, finishedAt: isOpen ? null : createdAt, createdAt,
    },
  });
  await prisma().send.create({
    data: {
      ...owner, attemptId, number: 1, fence: 1, at: createdAt, leaseExpiresAt: createdAt,
      ...(status === "pending" ? {} : { finishedAt: createdAt, outcome: status === "contradicted" ? "succeeded" : status, code: "seeded" }),
    },
  });
  return id;
}
