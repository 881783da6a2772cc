import { clock } from "@/lib/clock";
import { prisma } from "@/lib/db/prisma";
import type { LiveConnection } from "./connections";

/** What one exchange with a processor says of its connection. */
export type ConnectionSigns = { answered: boolean; refused: boolean };

/** The console shows minutes: writing it more often would cost a statement an answer. */
const ANSWERED_EVERY_MS = 15_000;
const answeredAt = new Map<string, number>();

/**
 * Keeps what operators see of a connection: when it last answered, and since when it refuses our credentials (which
 * alerts them). Written only when it changes, so that most answers cost nothing here.
 */
export async function noteHealth({ row }: LiveConnection, signs: ConnectionSigns): Promise<void> {
  if (!signs.answered) return;
  const wasRefused = row.credentialsRefusedAt !== null;
  const lastMs = answeredAt.get(row.id) ?? Number.NEGATIVE_INFINITY;
  const isDue = clock.monotonicMs() - lastMs >= ANSWERED_EVERY_MS;
  if (!isDue && signs.refused === wasRefused) return;
  answeredAt.set(row.id, clock.monotonicMs());
  const now = clock.now();
  const credentialsRefusedAt = signs.refused ? (row.credentialsRefusedAt ?? now) : null;
  await prisma().connection.updateMany({ where: { merchantId: row.merchantId, id: row.id }, data: { lastAnsweredAt: now, credentialsRefusedAt } });
}
