import { prisma } from "@/lib/db/prisma";
import { auth } from "./auth";
import { type Actor, ROLES, type Role } from "./permissions";

/** An operator may be set to so many merchants; one who needs more sees all. */
const MERCHANTS_MAX = 500;

/** The operator behind a request's session cookie, or null. A disabled operator's sessions are worth nothing at once. */
export async function readActor(headers: Headers): Promise<Actor | null> {
  const session = await auth().api.getSession({ headers });
  if (!session || session.user.disabledAt) return null;
  const role = ROLES.find((known): known is Role => known === session.user.role);
  if (!role) return null;
  const { id, email, allMerchants } = session.user;
  return { operatorId: id, email, role, merchants: allMerchants ? "all" : await merchantsOf(id) };
}

async function merchantsOf(operatorId: string): Promise<string[]> {
  const rows = await prisma().operatorMerchant.findMany({ where: { operatorId }, select: { merchantId: true }, take: MERCHANTS_MAX });
  return rows.map((row) => row.merchantId);
}
