import { type Actor, requirePermission } from "@/lib/access/permissions";
import { appendAudit } from "@/lib/audit/append-audit";
import { onPrisma } from "@/lib/audit/append-audit.sql";
import { clock } from "@/lib/clock";
import { prisma } from "@/lib/db/prisma";
import { encodeId } from "@/lib/id";
import { findMerchant } from "./find-merchant";
import { newApiKey } from "./new-api-key";

export type NewApiKey = {
  /** Id or name. */
  merchant: string;
  name: string;
  /** A rotation: the merchant's other keys work for so long beside the new one. */
  othersExpireInMs?: number;
};

/** Makes a further API key. It is shown here and never again. */
export async function createApiKey(actor: Actor, wanted: NewApiKey): Promise<{ apiKeyId: string; apiKey: string; merchantId: string }> {
  requirePermission(actor, "merchants.manage");
  const { id: merchantId } = await findMerchant(actor, wanted.merchant);
  const { secret, row } = newApiKey(merchantId, wanted.name);
  const expiresAt = wanted.othersExpireInMs === undefined ? null : new Date(clock.now().getTime() + wanted.othersExpireInMs);
  await prisma().$transaction(async (tx) => {
    await tx.apiKey.create({ data: row });
    if (expiresAt) {
      // A key that ends sooner keeps its own end.
      await tx.apiKey.updateMany({
        where: { merchantId, id: { not: row.id }, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: expiresAt } }] }, data: { expiresAt },
      });
    }
    await appendAudit(onPrisma(tx), {
      merchantId, actor, action: "api_key.created", subject: { kind: "api_key", id: encodeId("apiKey", row.id) },
      after: { name: row.name, prefix: row.prefix, othersExpireAt: expiresAt?.toISOString() ?? null },
    });
  });
  return { apiKeyId: encodeId("apiKey", row.id), apiKey: secret, merchantId: encodeId("merchant", merchantId) };
}
