import { hostname } from "node:os";
import { clock } from "@/lib/clock";
import { prisma } from "@/lib/db/prisma";
import { newId } from "@/lib/id";
import { log } from "@/lib/log";

export type ProcessKind = "web" | "worker";

/** Readiness looks at these rows: three missed beats are a process that is gone. */
const BEAT_EVERY_MS = 5_000;
export const ALIVE_MS = 3 * BEAT_EVERY_MS + 1_000;
/** Rows of processes that ended without a farewell are of no use after an hour. */
const FORGOTTEN_MS = 3_600_000;

/** Writes this process's row now and every few seconds; `stop` takes the row away. */
export async function startHeartbeat(kind: ProcessKind): Promise<{ stop(): Promise<void> }> {
  const id = `${kind}-${newId()}`;
  const startedAt = clock.now();
  const beat = async () => {
    const beatAt = clock.now();
    const fresh = { id, kind, host: hostname(), pid: process.pid, startedAt, beatAt };
    await prisma().process.upsert({ where: { id }, create: fresh, update: { beatAt } });
  };
  await beat();
  await prisma().process.deleteMany({ where: { beatAt: { lt: new Date(clock.now().getTime() - FORGOTTEN_MS) } } });
  let isBeating = false;
  const timer = setInterval(() => {
    // A database that hangs must not pile up beats.
    if (isBeating) return;
    isBeating = true;
    void beat()
      .catch((error: unknown) => log().warn({ err: error }, "the heartbeat could not be written"))
      .finally(() => (isBeating = false));
  }, BEAT_EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await prisma().process.deleteMany({ where: { id } }).catch(() => undefined);
    },
  };
}

/** When a process of this kind was last heard of; null where none is known. */
export async function lastBeat(kind: ProcessKind): Promise<Date | null> {
  const row = await prisma().process.findFirst({ where: { kind }, orderBy: { beatAt: "desc" }, select: { beatAt: true } });
  return row?.beatAt ?? null;
}
