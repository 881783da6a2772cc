import { type Actor, requirePermission } from "@/lib/access/permissions";
import type { RunSummary } from "@/lib/contract/console/run";
import { prisma } from "@/lib/db/prisma";
import { presentRun } from "./present-run";

/** A page of the list; older runs are found by their link. */
const LISTED_MAX = 50;

/** The newest runs of the merchants that the actor sees. */
export async function listRuns({ actor }: { actor: Actor }): Promise<RunSummary[]> {
  requirePermission(actor, "runs.read");
  const rows = await prisma().reconciliationRun.findMany({
    where: actor.merchants === "all" ? {} : { merchantId: { in: [...actor.merchants] } }, orderBy: { startedAt: "desc" }, take: LISTED_MAX,
  });
  const names = new Map((await prisma().merchant.findMany({ where: { id: { in: rows.map((row) => row.merchantId) } } })).map(({ id, name }) => [id, name]));
  return Promise.all(rows.map((row) => presentRun(row, names.get(row.merchantId) ?? "")));
}
