import { createHash } from "node:crypto";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { findPostmaster, stopPostmaster } from "../embedded/postmaster";
import { findIdentity } from "../embedded/run-as";
import { type EmbeddedDatabase, startEmbeddedDatabase } from "../embedded/start-embedded";
import { migrate, migrationNames } from "../migrate";

export type TestCluster = {
  /** The server itself, for createDatabase and dropDatabase in other processes. */
  url: string;
  /** A new database with all migrations, copied from a template: some 50 ms. Returns its DATABASE_URL. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
};

const RUN_PREFIX = "latchkey-test-";
const TEMPLATE = "latchkey_template";
/** Tests need no power-cut safety; those that kill PostgreSQL lose nothing by it, for the system keeps its pages. */
const TEST_SETTINGS = ["fsync=off", "full_page_writes=off", "synchronous_commit=off"];

/**
 * A PostgreSQL of its own for one test run, under the system's temporary folder. The finished cluster is kept in
 * node_modules/.cache, one for each state of the migrations, so that a second run only copies it.
 */
export async function startTestCluster(): Promise<TestCluster> {
  await removeLeftovers();
  const dataDir = mkdtempSync(path.join(tmpdir(), `${RUN_PREFIX}${process.pid}-`));
  // Copies made by root could not be read by "nobody".
  const cache = findIdentity().kind === "nobody" ? null : cacheDir();
  if (cache && existsSync(cache)) {
    cpSync(cache, path.join(dataDir, "postgres"), { recursive: true });
    chmodSync(path.join(dataDir, "postgres"), 0o700);
  }
  let server = await startEmbeddedDatabase({ dataDir, settings: TEST_SETTINGS });
  const stop = async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    if (server.isNew) {
      await makeTemplate(server.url);
      if (cache) server = await keepInCache(cache, dataDir, server);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: server.url, createDatabase: () => createDatabase(server.url), stop };
}

/** The same server, another database of it. */
function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

async function makeTemplate(serverUrl: string): Promise<void> {
  await onServer(serverUrl, `CREATE DATABASE ${TEMPLATE}`);
  await migrate(urlOf(serverUrl, TEMPLATE));
}

/** Creates a database in a server that a test cluster runs. */
export async function createDatabase(serverUrl: string): Promise<string> {
  const name = `test_${crypto.randomUUID().replaceAll("-", "")}`;
  await onServer(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  return urlOf(serverUrl, name);
}

export async function dropDatabase(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  await onServer(urlOf(url, "latchkey"), `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

async function onServer(serverUrl: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function cacheDir(): string {
  const hash = createHash("sha256");
  for (const name of migrationNames()) hash.update(name).update(readFileSync(path.join("prisma", "migrations", name, "migration.sql")));
  hash.update(readFileSync("package-lock.json"));
  return path.resolve("node_modules", ".cache", "latchkey", `cluster-${hash.digest("hex").slice(0, 16)}`);
}

/** Keeps a stopped copy and goes on with a server on the original. */
async function keepInCache(cache: string, dataDir: string, server: EmbeddedDatabase): Promise<EmbeddedDatabase> {
  await server.stop();
  const half = `${cache}.${process.pid}`;
  mkdirSync(path.dirname(cache), { recursive: true });
  for (const old of readdirSync(path.dirname(cache))) rmSync(path.join(path.dirname(cache), old), { recursive: true, force: true });
  cpSync(path.join(dataDir, "postgres"), half, { recursive: true });
  try {
    renameSync(half, cache);
  } catch {
    // Another test run finished the same copy first.
    rmSync(half, { recursive: true, force: true });
  }
  return startEmbeddedDatabase({ dataDir, settings: TEST_SETTINGS });
}

/** Clusters of test runs that were killed: their folder's name carries the process id of the run. */
async function removeLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${RUN_PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const directory = path.join(tmpdir(), name);
    const postmaster = findPostmaster(path.join(directory, "postgres"));
    if (postmaster !== null) await stopPostmaster(postmaster);
    rmSync(directory, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
