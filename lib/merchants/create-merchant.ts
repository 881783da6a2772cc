import { type Actor, requirePermission } from "@/lib/access/permissions";
import { appendAudit } from "@/lib/audit/append-audit";
import { onPrisma } from "@/lib/audit/append-audit.sql";
import { clock } from "@/lib/clock";
import type { AnswerMode, Policy } from "@/lib/contract/merchant";
import { prisma } from "@/lib/db/prisma";
import { ProblemError } from "@/lib/errors";
import { encodeId, newId } from "@/lib/id";
import { newApiKey } from "./new-api-key";
import { type Credentials, newConnection, notificationPath } from "./new-connection";
import { registerSimulatorEndpoints } from "./simulator-endpoints";

export type NewMerchant = {
  name: string;
  policy: Policy;
  answer: AnswerMode;
  uniqueReference: boolean;
  resultRetentionS: number;
  stuckAfterMs?: number;
  /** Left out: an account of its own at the bundled simulator. */
  credentials?: Credentials;
  /** Left out: one is made up. */
  apiKey?: string;
};
/** Ids in wire form. The API key is shown here and never again. */
export type CreatedMerchant = { merchantId: string; apiKey: string; connectionId: string; notificationPath: string };

/** Makes a merchant with its first API key and its processor connection, in one transaction. */
export async function createMerchant(actor: Actor, wanted: NewMerchant): Promise<CreatedMerchant> {
  requirePermission(actor, "merchants.manage");
  const { name, policy, answer, uniqueReference, resultRetentionS, stuckAfterMs } = wanted;
  const merchant = { id: newId(), name, policy, answer, uniqueReference, resultRetentionS, stuckAfterMs: stuckAfterMs ?? null, createdAt: clock.now() };
  const connection = newConnection(merchant.id, wanted.credentials);
  const apiKey = newApiKey(merchant.id, "first", wanted.apiKey);
  const { createdAt: _, id, ...settings } = merchant;
  try {
    await prisma().$transaction(async (tx) => {
      await tx.merchant.create({ data: merchant });
      await tx.apiKey.create({ data: apiKey.row });
      await tx.connection.create({ data: connection });
      await appendAudit(onPrisma(tx), {
        merchantId: id, actor, action: "merchant.created", subject: { kind: "merchant", id: encodeId("merchant", id) },
        after: { ...settings, apiKeyPrefix: apiKey.row.prefix, processor: connection.processor, apiBase: connection.apiBase },
      });
    });
  } catch (error) {
    if ((error as { code?: unknown }).code === "P2002") throw new ProblemError("state_changed", `There is a merchant "${name}" already.`);
    throw error;
  }
  await registerSimulatorEndpoints(id);
  return {
    merchantId: encodeId("merchant", id), apiKey: apiKey.secret, connectionId: encodeId("connection", connection.id), notificationPath: notificationPath(connection.id),
  };
}
