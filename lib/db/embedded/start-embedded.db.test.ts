import { execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findPostmaster } from "./postmaster";
import { type EmbeddedDatabase, findRunningDatabase, startEmbeddedDatabase } from "./start-embedded";

let dataDir: string;
beforeAll(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), "latchkey-embedded-"));
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

async function ask(database: EmbeddedDatabase, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test("a first start makes the cluster, a second one keeps what is in it, and nobody else can reach it", async () => {
  const first = await startEmbeddedDatabase({ dataDir });
  expect(first.isNew).toBe(true);
  expect(findRunningDatabase(dataDir)).toBe(first.url);
  await ask(first, "CREATE TABLE kept (value int)");
  expect(await ask(first, "SHOW listen_addresses")).toEqual([{ listen_addresses: "" }]);
  expect(statSync(path.join(dataDir, "run")).mode & 0o077).toBe(0);
  await first.stop();
  expect(findRunningDatabase(dataDir)).toBeNull();
  const second = await startEmbeddedDatabase({ dataDir });
  expect(second.isNew).toBe(false);
  expect(await ask(second, "SELECT count(*)::int AS count FROM kept")).toEqual([{ count: 0 }]);
  await second.stop();
});

test("the orphan of a killed launcher is found, stopped and started again, with everything that was committed", async () => {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  const code = `
    import { startEmbeddedDatabase } from "./lib/db/embedded/start-embedded.ts";
    import pg from "pg";
    const database = await startEmbeddedDatabase({ dataDir: ${JSON.stringify(dataDir)} });
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query("INSERT INTO kept VALUES (7)");
    process.kill(process.pid, "SIGKILL");`;
  const launcher = spawn(process.execPath, ["--import", tsx, "--input-type=module", "-e", code], { stdio: "ignore" });
  await new Promise((resolve) => launcher.once("exit", resolve));
  const orphan = findPostmaster(path.join(dataDir, "postgres"));
  expect(orphan).not.toBeNull();
  const said: string[] = [];
  const database = await startEmbeddedDatabase({ dataDir, say: (sentence) => said.push(sentence) });
  expect(said.join()).toContain(`process ${orphan}`);
  expect(await ask(database, "SELECT value FROM kept")).toEqual([{ value: 7 }]);
  await database.stop();
});

test("after kill -9 of the server itself the next start recovers", async () => {
  const database = await startEmbeddedDatabase({ dataDir });
  await ask(database, "INSERT INTO kept VALUES (8)");
  process.kill(findPostmaster(path.join(dataDir, "postgres")) ?? 0, "SIGKILL");
  await database.ended;
  const again = await startEmbeddedDatabase({ dataDir });
  expect(await ask(again, "SELECT value FROM kept ORDER BY value")).toEqual([{ value: 7 }, { value: 8 }]);
  await again.stop();
});

test("a pid file whose number belongs to another program does not keep it from starting", async () => {
  writeFileSync(path.join(dataDir, "postgres", "postmaster.pid"), `${process.pid}\n${dataDir}/postgres\n`);
  const database = await startEmbeddedDatabase({ dataDir });
  await database.stop();
});

test("a cluster of another major version is refused with a sentence", async () => {
  const marker = path.join(dataDir, "postgres", "PG_VERSION");
  const right = readFileSync(marker, "utf8");
  writeFileSync(marker, "15\n");
  await expect(startEmbeddedDatabase({ dataDir })).rejects.toThrow(/made by PostgreSQL 15.*brings PostgreSQL 18/s);
  writeFileSync(marker, right);
});

test("an interrupted set-up is begun again", async () => {
  const fresh = mkdtempSync(path.join(tmpdir(), "latchkey-embedded-"));
  try {
    execFileSync("mkdir", ["-p", path.join(fresh, "postgres", "base")]);
    const database = await startEmbeddedDatabase({ dataDir: fresh });
    expect(database.isNew).toBe(true);
    await database.stop();
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
});

test("a data folder that is a file, or that can't be written to, is told in a sentence", async () => {
  const file = path.join(dataDir, "a-file");
  writeFileSync(file, "");
  await expect(startEmbeddedDatabase({ dataDir: path.join(file, "below") })).rejects.toThrow(/can't be made: a part of the path is a file/);
  // Root may write anywhere but here.
  const closed = process.getuid?.() === 0 ? "/sys/latchkey" : path.join(dataDir, "closed");
  if (process.getuid?.() !== 0) {
    execFileSync("mkdir", [closed]);
    chmodSync(closed, 0o500);
  }
  await expect(startEmbeddedDatabase({ dataDir: closed })).rejects.toThrow(/data folder .* can't be/);
  expect(existsSync("/sys/latchkey")).toBe(false);
  if (process.platform === "linux") await expect(startEmbeddedDatabase({ dataDir: "/proc/latchkey/below" })).rejects.toThrow(/can't be made: this file system takes no folders there/);
});

test("a disk that is full is told in a sentence", async () => {
  const { explainFailure } = await import("./init-cluster");
  expect(explainFailure("start", "/data", 'FATAL: could not write lock file "postmaster.pid": No space left on device')).toMatch(/the disk that holds \/data is full/);
});
