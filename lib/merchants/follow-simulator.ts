import { SYSTEM } from "@/lib/access/permissions";
import { appendAudit } from "@/lib/audit/append-audit";
import { onPrisma } from "@/lib/audit/append-audit.sql";
import { prisma } from "@/lib/db/prisma";
import { encodeId } from "@/lib/id";
import { simulatorBase } from "./new-connection";
import { CONNECTIONS_MAX } from "./simulator-endpoints";

/**
 * Moves the connections that were made for the bundled simulator to its present address: it keeps its accounts and its
 * ledger when SIMULATOR_PORT changes. True where an active connection needs it running.
 */
export async function followSimulator(): Promise<boolean> {
  const apiBase = simulatorBase();
  const moved = await prisma().connection.findMany({ where: { isBundled: true, apiBase: { not: apiBase } }, take: CONNECTIONS_MAX });
  for (const { merchantId, id, apiBase: before } of moved) {
    await prisma().$transaction(async (tx) => {
      const { count } = await tx.connection.updateMany({ where: { merchantId, id, isBundled: true, apiBase: before }, data: { apiBase } });
      if (count !== 1) return;
      await appendAudit(onPrisma(tx), {
        merchantId, actor: SYSTEM, action: "connection.moved", subject: { kind: "connection", id: encodeId("connection", id) }, before: { apiBase: before }, after: { apiBase },
      });
    });
  }
  return (await prisma().connection.count({ where: { isBundled: true, status: "active" } })) > 0;
}
