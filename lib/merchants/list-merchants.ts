import { type Actor, requirePermission } from "@/lib/access/permissions";
import type { AnswerMode, Policy } from "@/lib/contract/merchant";
import { prisma } from "@/lib/db/prisma";
import { encodeId } from "@/lib/id";
import { notificationPath } from "./new-connection";

/** A list for people and scripts on one machine; more merchants than this want paging first. */
const MERCHANTS_MAX = 1_000;
const KEYS_MAX = 100;

export type ListedMerchant = {
  merchantId: string; name: string; policy: Policy; answer: AnswerMode; uniqueReference: boolean; resultRetentionS: number; stuckAfterMs: number | null; createdAt: string;
  connections: { connectionId: string; processor: string; status: string; apiBase: string; accountId: string | null; mode: string | null; notificationPath: string }[];
  apiKeys: { apiKeyId: string; name: string; prefix: string; lastUsedAt: string | null; expiresAt: string | null; revokedAt: string | null }[];
};

/** The merchants that the actor sees, with their connections and API keys, without any secret. */
export async function listMerchants(actor: Actor): Promise<ListedMerchant[]> {
  requirePermission(actor, "merchants.manage");
  const merchants = await prisma().merchant.findMany({
    where: actor.merchants === "all" ? {} : { id: { in: [...actor.merchants] } },
    include: { connections: { take: KEYS_MAX, orderBy: { id: "asc" } }, apiKeys: { take: KEYS_MAX, orderBy: { id: "asc" } } },
    orderBy: { id: "asc" }, take: MERCHANTS_MAX,
  });
  return merchants.map(({ id, createdAt, connections, apiKeys, ...settings }) => ({
    merchantId: encodeId("merchant", id), ...settings, createdAt: createdAt.toISOString(),
    connections: connections.map((connection) => ({
      connectionId: encodeId("connection", connection.id), processor: connection.processor, status: connection.status, apiBase: connection.apiBase,
      accountId: connection.accountId, mode: connection.mode, notificationPath: notificationPath(connection.id),
    })),
    apiKeys: apiKeys.map((key) => ({
      apiKeyId: encodeId("apiKey", key.id), name: key.name, prefix: key.prefix, lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
      expiresAt: key.expiresAt?.toISOString() ?? null, revokedAt: key.revokedAt?.toISOString() ?? null,
    })),
  }));
}
