import { type Actor, seesMerchant } from "@/lib/access/permissions";
import { prisma } from "@/lib/db/prisma";
import { ProblemError } from "@/lib/errors";
import { decodeId } from "@/lib/id";

/** UUIDs of a proposal and its merchant, for an id from the wire; what the actor does not see is not there. */
export async function locateProposal(actor: Actor, wireId: string): Promise<{ merchantId: string; proposalId: string }> {
  const proposalId = decodeId("proposal", wireId);
  const row = proposalId === null ? null : await prisma().proposal.findFirst({ where: { id: proposalId }, select: { merchantId: true } });
  if (!proposalId || !row || !seesMerchant(actor, row.merchantId)) throw new ProblemError("not_found");
  return { merchantId: row.merchantId, proposalId };
}
