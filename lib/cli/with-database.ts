import { setTimeout as sleep } from "node:timers/promises";
import { type DataDirLock, type Holder, takeDataDirWhenFree } from "@/lib/db/embedded/data-dir-lock";
import { openDataDir } from "@/lib/db/embedded/places";
import { findRunningDatabase, startEmbeddedDatabase } from "@/lib/db/embedded/start-embedded";
import { migrate } from "@/lib/db/migrate";
import { closePool } from "@/lib/db/pool";
import { adoptDatabase, env, masterSecrets, SettingsError } from "@/lib/env";
import { generatedSecret } from "@/lib/launcher/generated-secret";

/** Another command holds the folder for seconds; an `npm start` that begins needs some for its database. */
const WAIT_MS = 60_000;
const LOOK_EVERY_MS = 200;

/**
 * Runs a command against DATABASE_URL, or the embedded database: the one of an `npm start` on the same data folder, or,
 * where none is running, one that is started for this command and stopped after it. Migrated in any case.
 */
export async function withDatabase<T>(work: (database: { url: string; applied: string[] }) => Promise<T>): Promise<T> {
  const settings = env();
  if (settings.DATABASE_URL !== undefined) {
    if (settings.LATCHKEY_SECRET === undefined) throw new SettingsError("LATCHKEY_SECRET is not set. It is required with DATABASE_URL: the same one as the other processes have.");
    return use(settings.DATABASE_URL, work);
  }
  const dataDir = openDataDir(settings.LATCHKEY_DATA_DIR);
  const taken = await takeDataDirWhenFree(dataDir, { kind: "command", pid: process.pid }, WAIT_MS);
  return "release" in taken ? withOwnDatabase(dataDir, taken, work) : withLaunchersDatabase(dataDir, taken, work);
}

type Work<T> = (database: { url: string; applied: string[] }) => Promise<T>;

async function withOwnDatabase<T>(dataDir: string, lock: DataDirLock, work: Work<T>): Promise<T> {
  generatedSecret(dataDir);
  const database = await startEmbeddedDatabase({ dataDir });
  try {
    adoptDatabase(database.url);
    return await use(database.url, work);
  } finally {
    await database.stop();
    await lock.release();
  }
}

async function withLaunchersDatabase<T>(dataDir: string, holder: Holder, work: Work<T>): Promise<T> {
  for (let waitedMs = 0; waitedMs < WAIT_MS; waitedMs += LOOK_EVERY_MS) {
    const url = findRunningDatabase(dataDir);
    if (url !== null) {
      adoptDatabase(url, holder.settings);
      return use(url, work);
    }
    await sleep(LOOK_EVERY_MS);
  }
  throw new SettingsError(`Process ${holder.pid} holds ${dataDir}, but its database does not come up. Look at what that process says.`);
}

async function use<T>(url: string, work: Work<T>): Promise<T> {
  masterSecrets();
  try {
    return await work({ url, applied: await migrate(url) });
  } finally {
    await closePool();
  }
}
