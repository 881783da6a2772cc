import { checkSecrets } from "@/lib/db/check-secrets";
import { findRunningDatabase } from "@/lib/db/embedded/start-embedded";
import { MigrationError, migrate } from "@/lib/db/migrate";
import { closePool } from "@/lib/db/pool";
import { adoptDatabase, env, masterSecrets, SettingsError } from "@/lib/env";
import { ProblemError } from "@/lib/errors";
import { log } from "@/lib/log";
import { type ProcessKind, startHeartbeat } from "./heartbeat";
import { onStopRequest } from "./stop-request";

/** A process's work; `stop` finishes what is in flight within the limit. */
export type Running = { stop(limitMs: number): Promise<void> };

/** The contract's section 8 gives 25 s in all; the launcher needs the rest for the simulator and the database. */
const DRAIN_MS = 22_000;
/** For the farewell to the database after draining. */
const FAREWELL_MS = 1_000;

/** The life of a web or worker process: settings, database, migrations, work, heartbeat, and a stop in that order backwards. */
export async function runProcess(kind: ProcessKind, begin: () => Promise<Running>): Promise<void> {
  try {
    findDatabase();
    masterSecrets();
    await migrate(env().DATABASE_URL ?? "");
    await checkSecrets();
    const running = await begin();
    const heartbeat = await startHeartbeat(kind);
    onStopRequest((reason) => void stop(kind, reason, running, heartbeat));
  } catch (error) {
    process.exitCode = 1;
    sayWhyNot(error);
    await closePool().catch(() => undefined);
    // Next and others may hold the loop; there is nothing to wait for.
    process.exit();
  }
}

async function stop(kind: ProcessKind, reason: string, running: Running, heartbeat: { stop(): Promise<void> }): Promise<void> {
  log().info({ reason }, `${kind} is stopping`);
  setTimeout(() => process.exit(1), DRAIN_MS + FAREWELL_MS).unref();
  try {
    await running.stop(DRAIN_MS);
    await heartbeat.stop();
    await closePool();
    log().info(`${kind} has stopped`);
    process.exit(0);
  } catch (error) {
    log().error({ err: error }, `${kind} could not stop in order`);
    process.exit(1);
  }
}

/** DATABASE_URL, or the embedded database of an `npm start` on the same data folder. */
function findDatabase(): void {
  const settings = env();
  if (settings.DATABASE_URL !== undefined) {
    if (settings.LATCHKEY_SECRET === undefined) {
      throw new SettingsError("LATCHKEY_SECRET is not set. It is required with DATABASE_URL. Make one with: openssl rand -base64 32");
    }
    return;
  }
  const url = findRunningDatabase(settings.LATCHKEY_DATA_DIR);
  if (url === null) {
    throw new SettingsError("DATABASE_URL is not set and no embedded database is running. Set DATABASE_URL, or use npm start, which brings a database.");
  }
  adoptDatabase(url);
}

/** A sentence where a person can do something about it, the whole error where not. */
export function sayWhyNot(error: unknown): void {
  if (error instanceof SettingsError || error instanceof MigrationError || error instanceof ProblemError) console.error(error.message);
  else console.error(error);
}
