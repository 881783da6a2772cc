import type { ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { SettingsError } from "@/lib/env";
import { DATABASE_USER, explainFailure, initCluster } from "./init-cluster";
import { choosePlaces, type Places, reasonOf } from "./places";
import { clearStalePidFile, findPostmaster, stopPostmaster } from "./postmaster";
import { findIdentity, type Identity, spawnAs } from "./run-as";

export type EmbeddedDatabase = {
  /** For DATABASE_URL. */
  url: string;
  /** True where the cluster was made by this start. */
  isNew: boolean;
  /** Settles when the server ends, asked or not. */
  ended: Promise<void>;
  stop(): Promise<void>;
};
export type EmbeddedOptions = {
  dataDir: string;
  /** Further server settings, `name=value`: tests switch fsync off. */
  settings?: readonly string[];
  say?: (sentence: string) => void;
};

const DATABASE_NAME = "latchkey";
/** Recovery after a crash replays the log first; two minutes are far more than a payment database of this kind needs. */
const READY_MS = 120_000;
const LOOK_EVERY_MS = 50;
/** An older log is thrown away at a start beyond this size. */
const LOG_BYTES_MAX = 10_000_000;

const SERVER_SETTINGS = [
  // Only a socket in a folder of mode 0700: no other local user can even try to connect.
  "listen_addresses=",
  "unix_socket_permissions=0700",
  // Web, worker, command line and a second web with pools of 12 each, with room to spare.
  "max_connections=200",
  // Unique violations are how races are decided here, not errors; and statements with values stay out of the log.
  "log_min_messages=log",
  "log_checkpoints=off",
];

/** The address of the embedded database of a data folder, whether it runs or not. */
function embeddedUrl(socketDir: string, database = DATABASE_NAME): string {
  return `postgresql://${DATABASE_USER}@localhost/${database}?host=${encodeURIComponent(socketDir)}`;
}

/**
 * Starts PostgreSQL under the data folder. The caller holds the folder's lock (see data-dir-lock.ts), so a
 * postmaster that runs there is an orphan of a killed launcher: it is stopped and started again as our own.
 */
export async function startEmbeddedDatabase(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const identity = findIdentity();
  const places = choosePlaces(options.dataDir, identity);
  const orphan = findPostmaster(places.data);
  if (orphan !== null) {
    options.say?.(`A database that an earlier start left behind is running (process ${orphan}); stopping it first.`);
    await stopPostmaster(orphan);
  }
  const isNew = await initCluster(places, identity);
  clearStalePidFile(places.data);
  const child = launch(places, identity, options.settings ?? []);
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await waitUntilReady(child, places);
  await ensureDatabase(places);
  const stop = async () => {
    child.ref();
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) await stopPostmaster(child.pid);
    await ended;
  };
  return { url: embeddedUrl(places.socket), isNew, ended, stop };
}

/** The address of the embedded database if its server is up now, else null. */
export function findRunningDatabase(dataDir: string): string | null {
  const places = choosePlaces(dataDir, findIdentity());
  return findPostmaster(places.data) === null ? null : embeddedUrl(places.socket);
}

function launch(places: Places, identity: Identity, extra: readonly string[]): ChildProcess {
  const settings = [...SERVER_SETTINGS, `unix_socket_directories=${places.socket}`, ...extra];
  const log = openLog(places.log);
  const args = ["-D", places.data, ...settings.flatMap((setting) => ["-c", setting])];
  const child = spawnAs(identity, path.join(places.programs, "bin", "postgres"), args, ["ignore", log, log]);
  // A failed spawn shows as an exit; without a listener the error would end this process without a sentence.
  child.once("error", () => undefined);
  closeSync(log);
  child.unref();
  return child;
}

function openLog(file: string): number {
  try {
    const isBig = (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LOG_BYTES_MAX;
    return openSync(file, isBig ? "w" : "a", 0o600);
  } catch (error) {
    throw new SettingsError(`The database's log ${file} can't be written: ${reasonOf(error)}`);
  }
}

async function waitUntilReady(child: ChildProcess, places: Places): Promise<void> {
  const logStart = statSync(places.log).size;
  for (let waitedMs = 0; waitedMs < READY_MS; waitedMs += LOOK_EVERY_MS) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
      const said = readFileSync(places.log, "utf8").slice(logStart) || readFileSync(places.log, "utf8").slice(-2_000);
      throw new SettingsError(explainFailure("start", places.data, said));
    }
    if (await answers(embeddedUrl(places.socket, "postgres"))) return;
    await sleep(LOOK_EVERY_MS);
  }
  await stopPostmaster(child.pid ?? 0);
  throw new SettingsError(`The embedded PostgreSQL did not become ready within ${READY_MS / 1_000} s. Its log is ${places.log}.`);
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function ensureDatabase(places: Places): Promise<void> {
  const client = new pg.Client({ connectionString: embeddedUrl(places.socket, "postgres") });
  await client.connect();
  try {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [DATABASE_NAME]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE_NAME}`);
  } finally {
    await client.end();
  }
}
