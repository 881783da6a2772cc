import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { takeDataDir, takeDataDirWhenFree } from "./data-dir-lock";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), "latchkey-lock-"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const launcher = { kind: "launcher" as const, pid: process.pid, settings: { PORT: "4000" } };
const command = { kind: "command" as const, pid: process.pid };

test("a second launcher on the same data folder is told who holds it", async () => {
  const first = await takeDataDir(dataDir, launcher);
  expect(first).toHaveProperty("release");
  expect(await takeDataDir(dataDir, launcher)).toEqual(launcher);
  if ("release" in first) await first.release();
  const again = await takeDataDir(dataDir, launcher);
  expect(again).toHaveProperty("release");
  if ("release" in again) await again.release();
});

test("of ten that start at once exactly one gets the folder", async () => {
  const taken = await Promise.all(Array.from({ length: 10 }, () => takeDataDir(dataDir, launcher)));
  const locks = taken.filter((one) => "release" in one);
  expect(locks).toHaveLength(1);
  for (const lock of locks) await lock.release();
});

test("a command is waited for, a launcher is not", async () => {
  const held = await takeDataDir(dataDir, command);
  const waiting = takeDataDirWhenFree(dataDir, launcher, 10_000);
  if ("release" in held) await held.release();
  const taken = await waiting;
  expect(taken).toHaveProperty("release");
  expect(await takeDataDirWhenFree(dataDir, command, 10_000)).toMatchObject({ kind: "launcher" });
  if ("release" in taken) await taken.release();
});
