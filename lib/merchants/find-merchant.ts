import { type Actor, seesMerchant } from "@/lib/access/permissions";
import type { Merchant } from "@/lib/db/generated/client";
import { prisma } from "@/lib/db/prisma";
import { ProblemError } from "@/lib/errors";
import { decodeId } from "@/lib/id";

/** The merchant of that id (`mer_…`) or name. One that the actor does not see looks like one that does not exist. */
export async function findMerchant(actor: Actor, idOrName: string): Promise<Merchant> {
  const id = decodeId("merchant", idOrName);
  const merchant = await prisma().merchant.findUnique({ where: id ? { id } : { name: idOrName } });
  if (!merchant || !seesMerchant(actor, merchant.id)) throw new ProblemError("not_found", `There is no merchant "${idOrName}".`);
  return merchant;
}
