import type { Connection } from "@/lib/db/generated/client";
import { prisma } from "@/lib/db/prisma";
import { ProblemError } from "@/lib/errors";
import { isBundledSimulator } from "../read-health";

/** The merchant's active connection, where it is one of the simulator that starts with this installation. */
export async function requireSimulator(merchantId: string): Promise<Connection> {
  const connection = await prisma().connection.findFirst({ where: { merchantId, status: "active" } });
  if (!connection || !isBundledSimulator(connection)) throw new ProblemError("forbidden", "Only merchants of the bundled simulator can be played with: no money moves there.");
  return connection;
}
