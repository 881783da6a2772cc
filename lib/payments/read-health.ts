import { type Actor, requirePermission } from "@/lib/access/permissions";
import { clock } from "@/lib/clock";
import type { ConsoleHealth, ConsoleMerchant } from "@/lib/contract/console/health";
import type { Connection } from "@/lib/db/generated/client";
import { prisma } from "@/lib/db/prisma";
import { env } from "@/lib/env";
import { processorName } from "@/lib/processors/processor-name";
import { merchantsOfActor } from "./merchants-of-actor";

/** Workers beat every few seconds; four missed beats are no accident. */
const WORKER_LATE_MS = 20_000;
/** An answer this old says nothing about now. */
const QUIET_AFTER_MS = 15 * 60_000;
const CONNECTIONS_MAX = 100;

/** The worker's newest beat and how each active connection of the actor's merchants is doing. */
export async function readHealth({ actor }: { actor: Actor }): Promise<ConsoleHealth> {
  requirePermission(actor, "health.read");
  const now = clock.now();
  const merchants = await merchantsOfActor(actor);
  const names = new Map(merchants.map((merchant) => [merchant.id, merchant.name]));
  const [beat, connections] = await Promise.all([
    prisma().process.findFirst({ where: { kind: "worker" }, orderBy: { beatAt: "desc" }, select: { beatAt: true } }),
    activeConnections([...names.keys()]),
  ]);
  return {
    workerBeatAt: beat?.beatAt.toISOString() ?? null,
    workerLateMs: WORKER_LATE_MS,
    connections: connections.map((connection) => ({
      merchant: names.get(connection.merchantId) ?? "", processor: connection.processor, name: isBundledSimulator(connection) ? "Simulator" : processorName(connection.processor),
      mode: connection.mode, state: stateOf(connection, now), lastAnsweredAt: connection.lastAnsweredAt?.toISOString() ?? null,
    })),
    asOf: now.toISOString(),
  };
}

/** The merchants of the switcher, with the mode of their money. */
export async function consoleMerchants({ actor }: { actor: Actor }): Promise<ConsoleMerchant[]> {
  requirePermission(actor, "payments.read");
  const merchants = await merchantsOfActor(actor);
  const connections = await activeConnections(merchants.map((merchant) => merchant.id));
  return merchants.map((merchant) => {
    const connection = connections.find((candidate) => candidate.merchantId === merchant.id);
    return { name: merchant.name, policy: merchant.policy, mode: connection?.mode ?? null, isSimulator: connection !== undefined && isBundledSimulator(connection) };
  });
}

/** True for the simulator that starts with this installation: the only one that the try-it page may play with. */
export function isBundledSimulator(connection: Pick<Connection, "apiBase">): boolean {
  try {
    const base = new URL(connection.apiBase);
    return ["127.0.0.1", "localhost", "[::1]"].includes(base.hostname) && Number(base.port) === env().SIMULATOR_PORT;
  } catch {
    return false;
  }
}

function activeConnections(merchantIds: string[]): Promise<Connection[]> {
  return prisma().connection.findMany({ where: { merchantId: { in: merchantIds }, status: "active" }, take: CONNECTIONS_MAX });
}

function stateOf(connection: Connection, now: Date): ConsoleHealth["connections"][number]["state"] {
  if (connection.credentialsRefusedAt) return "refused";
  const { lastAnsweredAt, lastFailedAt } = connection;
  const isRecent = (at: Date | null) => at !== null && now.getTime() - at.getTime() < QUIET_AFTER_MS;
  if (isRecent(lastFailedAt) && (lastAnsweredAt === null || (lastFailedAt ?? now) > lastAnsweredAt)) return "failing";
  return isRecent(lastAnsweredAt) ? "answering" : "quiet";
}
