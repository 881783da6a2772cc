import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { SettingsError } from "@/lib/env";
import { EMBEDDED_MAJOR } from "./binaries";
import type { Places } from "./places";
import { type Identity, spawnAs } from "./run-as";

/** The owner of the embedded cluster and of everything in it. */
export const DATABASE_USER = "latchkey";
/** Written last by initdb, so its absence means that initdb was interrupted. */
const FINISHED_MARK = "PG_VERSION";

/** Makes the cluster where there is none; refuses one of another major version. Returns whether it was made now. */
export async function initCluster(places: Places, identity: Identity): Promise<boolean> {
  const marker = path.join(places.data, FINISHED_MARK);
  if (existsSync(marker) && existsSync(path.join(places.data, "global", "pg_control"))) {
    const major = readFileSync(marker, "utf8").trim();
    if (major === String(EMBEDDED_MAJOR)) return false;
    throw new SettingsError(
      `The database in ${places.data} was made by PostgreSQL ${major}, and this version of Latchkey brings PostgreSQL ${EMBEDDED_MAJOR}. ` +
        "Dump it with the older version and load the dump here, or point DATABASE_URL at a server that runs it.",
    );
  }
  emptyLeftovers(places.data);
  await runInitdb(places, identity);
  return true;
}

/** What an interrupted initdb left is of no use, and initdb refuses a folder that is not empty. */
function emptyLeftovers(directory: string): void {
  if (!existsSync(directory)) return;
  for (const name of readdirSync(directory)) rmSync(path.join(directory, name), { recursive: true, force: true });
}

function runInitdb(places: Places, identity: Identity): Promise<void> {
  const child = spawnAs(identity, path.join(places.programs, "bin", "initdb"), [
    "-D", places.data, "-U", DATABASE_USER, "-E", "UTF8",
    // The builtin provider sorts the same on every machine, whatever its C library.
    "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
    // Whoever can open the socket is trusted; its folder is closed to everybody but the owner.
    "-A", "trust", "--no-instructions",
  ], ["ignore", "ignore", "pipe"]);
  let complaints = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    // Enough for a reason, bounded against a program that never stops complaining.
    complaints = (complaints + chunk.toString()).slice(-8_000);
  });
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(new SettingsError(`The embedded PostgreSQL can't be run here: ${error.message}. Set DATABASE_URL to a PostgreSQL 15 or later.`)));
    child.once("close", (code) => (code === 0 ? resolve() : reject(new SettingsError(explainFailure("be set up", places.data, complaints)))));
  });
}

/** A sentence from what PostgreSQL printed before it gave up. */
export function explainFailure(what: string, where: string, complaints: string): string {
  if (/No space left on device|could not write.*quota/i.test(complaints)) {
    return `The database can't ${what}: the disk that holds ${where} is full. Make room, or set LATCHKEY_DATA_DIR to a folder on another disk.`;
  }
  if (/Permission denied|Read-only file system/i.test(complaints)) {
    return `The database can't ${what}: ${where} can't be written to. Change its owner, or set LATCHKEY_DATA_DIR to another folder.`;
  }
  const lines = complaints.trim().split("\n").slice(-4).join("\n  ");
  return `The embedded PostgreSQL can't ${what} in ${where}. It said:\n  ${lines || "nothing"}`;
}
