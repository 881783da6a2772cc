import { type Actor, seesMerchant } from "@/lib/access/permissions";
import type { Merchant } from "@/lib/db/generated/client";
import { prisma } from "@/lib/db/prisma";
import { ProblemError } from "@/lib/errors";

/** The switcher lists so many merchants; more are found by name in the URL. */
const MERCHANTS_MAX = 500;

/** The merchants that an actor sees, by name. */
export async function merchantsOfActor(actor: Actor): Promise<Merchant[]> {
  const where = actor.merchants === "all" ? {} : { id: { in: [...actor.merchants] } };
  return prisma().merchant.findMany({ where, orderBy: { name: "asc" }, take: MERCHANTS_MAX });
}

/** A merchant by its name, which is what the URL carries; one that the actor does not see is not there. */
export async function merchantByName(actor: Actor, name: string | null): Promise<Merchant> {
  const merchant = name === null ? (await merchantsOfActor(actor))[0] : await prisma().merchant.findUnique({ where: { name } });
  if (!merchant || !seesMerchant(actor, merchant.id)) throw new ProblemError("not_found", name === null ? "You see no merchant yet. An admin can give you one." : `There is no merchant ${name} that you may see.`);
  return merchant;
}
