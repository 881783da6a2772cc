import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { env, environmentFor, SettingsError } from "@/lib/env";

/** What a production build is made from. */
const SOURCES = ["app", "components", "lib", "public", "next.config.js", "postcss.config.mjs", "tsconfig.json", "package-lock.json", "proxy.ts"];
const STAMP = "latchkey-built-from";
/** A build takes 11 to 16 s on two cores; ten minutes are a machine that is out of memory. */
const BUILD_LIMIT_MS = 600_000;
const LOOK_EVERY_MS = 500;

/** Builds the console where there is no build or the sources have changed since. Several processes build once. */
export async function ensureBuild(say: (sentence: string) => void): Promise<void> {
  const wanted = sourceHash();
  if (builtFrom() === wanted) return;
  const lock = `${env().LATCHKEY_DIST_DIR}.lock`;
  for (let waitedMs = 0; !takeLock(lock); waitedMs += LOOK_EVERY_MS) {
    if (waitedMs > BUILD_LIMIT_MS) throw new SettingsError(`Another process has been building for ten minutes. If there is none, remove the folder ${lock}.`);
    await sleep(LOOK_EVERY_MS);
  }
  try {
    if (builtFrom() === wanted) return;
    say("Building the console (about 20 s) …");
    await build();
    writeFileSync(stampFile(), wanted);
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function stampFile(): string {
  return path.join(env().LATCHKEY_DIST_DIR, STAMP);
}

function builtFrom(): string | null {
  try {
    return readFileSync(stampFile(), "utf8");
  } catch {
    return null;
  }
}

/** A folder is made by one process alone; one that was left behind by a killed build is old. */
function takeLock(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw new SettingsError(`The console can't be built: ${lock} can't be written. Start as the user who owns this folder.`);
    const madeMs = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - madeMs > BUILD_LIMIT_MS) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

function sourceHash(): string {
  const hash = createHash("sha256");
  for (const file of SOURCES.flatMap(filesUnder)) hash.update(file).update(readFileSync(file));
  return hash.digest("hex");
}

function filesUnder(source: string): string[] {
  const found = statSync(source, { throwIfNoEntry: false });
  if (!found) return [];
  if (found.isFile()) return [source];
  const entries = readdirSync(source, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name)).map((entry) => path.join(entry.parentPath, entry.name));
  return files.sort();
}

/** Runs Next's build; what it prints is shown only where it fails. */
function build(): Promise<void> {
  rmSync(stampFile(), { force: true });
  const child = spawn(process.execPath, [path.join("node_modules", "next", "dist", "bin", "next"), "build"], {
    stdio: ["ignore", "pipe", "pipe"], env: environmentFor({ NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" }), timeout: BUILD_LIMIT_MS,
  });
  let output = "";
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-20_000);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(new SettingsError(`The console can't be built: ${error.message}`)));
    child.once("close", (code) => {
      if (code === 0) return resolve();
      const reason = /ENOSPC|No space left/i.test(output) ? "the disk is full. Make room and start again." : `the build failed.\n${output}`;
      reject(new SettingsError(`The console can't be built: ${reason}`));
    });
  });
}
