import { prisma } from "@/lib/db/prisma";
import { auditHash } from "./audit-hash";

/** Events read at once. */
const PAGE = 500;

/** Walks a merchant's chain; the number of the first event that does not fit, or null where all do. */
export async function verifyAudit(merchantId: string): Promise<{ events: number; brokenAt: number | null }> {
  let prevHash = "";
  let seq = 0;
  // Ends with the last page.
  for (;;) {
    const page = await prisma().auditEvent.findMany({ where: { merchantId, seq: { gt: seq } }, orderBy: { seq: "asc" }, take: PAGE });
    for (const { hash, at, ...facts } of page) {
      const fits = facts.seq === seq + 1 && facts.prevHash === prevHash && auditHash({ ...facts, at: at.toISOString() }) === hash;
      if (!fits) return { events: seq, brokenAt: facts.seq };
      seq = facts.seq;
      prevHash = hash;
    }
    if (page.length < PAGE) break;
  }
  const head = await prisma().auditChain.findUnique({ where: { merchantId } });
  // Events that were cut off at the end are missed by nobody but the head.
  const isWhole = head === null ? seq === 0 : head.seq === seq && head.hash === prevHash;
  return { events: seq, brokenAt: isWhole ? null : seq + 1 };
}
