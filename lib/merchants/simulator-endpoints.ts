import type { Connection } from "@/lib/db/generated/client";
import { prisma } from "@/lib/db/prisma";
import { log } from "@/lib/log";
import { ownAddress } from "@/lib/own-address";
import { unseal } from "@/lib/processors/seal";
import { notificationPath, simulatorBase } from "./new-connection";

/** The simulator is on this machine: a second is plenty. */
const TIMEOUT_MS = 1_000;
/** The simulator is for trying things out and for tests, not for thousands of merchants. */
export const CONNECTIONS_MAX = 1_000;

/**
 * Tells the bundled simulator where to send the notifications of its accounts; registering again replaces. A simulator
 * that is not running is told at the next start: nothing depends on a notification.
 */
export async function registerSimulatorEndpoints(merchantId?: string): Promise<void> {
  const connections = await prisma().connection.findMany({
    where: { merchantId, apiBase: simulatorBase(), webhookSecretSealed: { not: null } }, take: CONNECTIONS_MAX,
  });
  for (const connection of connections) {
    const isTold = await register(connection).catch(() => false);
    if (!isTold) return void log().debug("the simulator is not running: it is told where to send notifications at the next start");
  }
}

async function register({ id, secretKeySealed, webhookSecretSealed }: Connection): Promise<boolean> {
  const response = await fetch(`${simulatorBase()}/_simulator/endpoints`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ secretKey: unseal(secretKeySealed, id), url: ownAddress() + notificationPath(id), secret: unseal(webhookSecretSealed ?? "", id) }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  await response.body?.cancel();
  return response.ok;
}
