import { SettingsError } from "@/lib/env";
import { keyRing, sealedBy } from "@/lib/secrets";
import { prisma } from "./prisma";

/** Connections looked at; an installation has one or two a merchant. */
const CONNECTIONS_MAX = 100_000;

/**
 * Refuses a start whose LATCHKEY_SECRET lacks a master secret that stored processor secrets were sealed with: every
 * payment of those connections would fail, and look like a processor's fault.
 */
export async function checkSecrets(): Promise<void> {
  const rows = await prisma().connection.findMany({ select: { secretKeySealed: true, webhookSecretSealed: true }, take: CONNECTIONS_MAX });
  const needed = new Set(rows.flatMap((row) => [row.secretKeySealed, row.webhookSecretSealed]).filter((sealed) => sealed !== null).map(sealedBy));
  for (const { name } of keyRing("seal")) needed.delete(name);
  if (needed.size === 0) return;
  throw new SettingsError(
    `LATCHKEY_SECRET lacks the master secret (${[...needed].join(", ")}) that stored processor secrets were sealed with. ` +
      "Put the older secret behind the newer one, separated by a comma.",
  );
}
