import { clock } from "@/lib/clock";
import { prisma } from "@/lib/db/prisma";
import { encodeId } from "@/lib/id";
import { log } from "@/lib/log";
import { countCredentialsRefused } from "@/lib/metrics";
import type { LiveConnection } from "./connections";

/** The console shows minutes: writing it more often would cost a statement an answer. */
const NOTED_EVERY_MS = 15_000;

type Health = "answering" | "failing" | "refused";
const noted = new Map<string, { health: Health; atMs: number }>();

/** What an HTTP status (null: none came) says of a processor: a 5xx is no answer, 401 and 403 refuse our credentials. */
export function healthOf(httpStatus: number | null): Health {
  if (httpStatus === 401 || httpStatus === 403) return "refused";
  return httpStatus === null || httpStatus >= 500 ? "failing" : "answering";
}

/**
 * Keeps what operators see of a connection: when it last answered, when it last failed to, and since when it refuses
 * our credentials (which alerts them). Written when it changes, else rarely, so that most answers cost nothing here.
 */
export async function noteHealth({ row }: LiveConnection, health: Health): Promise<void> {
  const last = noted.get(row.id);
  const refusedAsStored = (row.credentialsRefusedAt !== null) === (health === "refused") || health === "failing";
  if (last?.health === health && refusedAsStored && clock.monotonicMs() - last.atMs < NOTED_EVERY_MS) return;
  noted.set(row.id, { health, atMs: clock.monotonicMs() });
  if (health === "refused" && last?.health !== "refused") {
    countCredentialsRefused(row.processor);
    log().error({ merchantId: row.merchantId, connectionId: encodeId("connection", row.id) }, "the processor refuses this connection's credentials: its payments fail until they are mended");
  }
  const now = clock.now();
  const credentialsRefusedAt = health === "refused" ? (row.credentialsRefusedAt ?? now) : null;
  await prisma().connection.updateMany({
    where: { merchantId: row.merchantId, id: row.id },
    // A processor that fails says nothing about our credentials.
    data: health === "failing" ? { lastFailedAt: now } : { lastAnsweredAt: now, credentialsRefusedAt },
  });
}
