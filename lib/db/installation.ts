import { clock } from "@/lib/clock";
import { newId } from "@/lib/id";
import { prisma } from "./prisma";

let known: string | undefined;

/** The id of this installation: part of every processor key. Made once, by whichever process comes first. */
export async function installationId(): Promise<string> {
  known ??= await readOrMake();
  return known;
}

async function readOrMake(): Promise<string> {
  await prisma().installation.createMany({
    data: [{ id: newId(), createdAt: clock.now() }],
    skipDuplicates: true,
  });
  const row = await prisma().installation.findFirstOrThrow();
  return row.id;
}
