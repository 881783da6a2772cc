import { type Actor, seesMerchant } from "@/lib/access/permissions";
import { prisma } from "@/lib/db/prisma";
import { ProblemError } from "@/lib/errors";
import { decodeId } from "@/lib/id";

/** UUIDs of a run and its merchant, for an id from the wire; what the actor does not see is not there. */
export async function locateRun(actor: Actor, wireId: string): Promise<{ merchantId: string; runId: string }> {
  const runId = decodeId("run", wireId);
  const row = runId && (await prisma().reconciliationRun.findFirst({ where: { id: runId }, select: { merchantId: true } }));
  if (!runId || !row || !seesMerchant(actor, row.merchantId)) throw new ProblemError("not_found", "There is no such run.");
  return { merchantId: row.merchantId, runId };
}
