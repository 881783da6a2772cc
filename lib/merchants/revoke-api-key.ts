import { type Actor, requirePermission } from "@/lib/access/permissions";
import { appendAudit } from "@/lib/audit/append-audit";
import { onPrisma } from "@/lib/audit/append-audit.sql";
import { clock } from "@/lib/clock";
import { prisma } from "@/lib/db/prisma";
import { ProblemError } from "@/lib/errors";
import { decodeId } from "@/lib/id";
import { findMerchant } from "./find-merchant";

/** Ends an API key. Every web process notices within the time that it remembers a key. */
export async function revokeApiKey(actor: Actor, wanted: { merchant: string; apiKeyId: string }): Promise<{ apiKeyId: string; revokedAt: string }> {
  requirePermission(actor, "merchants.manage");
  const { id: merchantId } = await findMerchant(actor, wanted.merchant);
  const id = decodeId("apiKey", wanted.apiKeyId);
  const revokedAt = clock.now();
  await prisma().$transaction(async (tx) => {
    const { count } = id ? await tx.apiKey.updateMany({ where: { merchantId, id, revokedAt: null }, data: { revokedAt } }) : { count: 0 };
    if (count !== 1) throw new ProblemError("not_found", `This merchant has no API key ${wanted.apiKeyId} that is still valid.`);
    await appendAudit(onPrisma(tx), { merchantId, actor, action: "api_key.revoked", subject: { kind: "api_key", id: wanted.apiKeyId } });
  });
  return { apiKeyId: wanted.apiKeyId, revokedAt: revokedAt.toISOString() };
}
