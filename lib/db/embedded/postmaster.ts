import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** How often a wait looks again: stopping takes about 0.1 s, starting 0.2 to 0.5 s. */
const LOOK_EVERY_MS = 50;
/** A fast shutdown writes what is dirty and ends; after this long it is told to end at once (it recovers at the next start). */
const FAST_STOP_MS = 15_000;
const IMMEDIATE_STOP_MS = 5_000;

/** The process id in `postmaster.pid` of this cluster, if that process is a postmaster of it. */
export function findPostmaster(dataDir: string): number | null {
  let lines: string[];
  try {
    lines = readFileSync(path.join(dataDir, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return null;
  }
  const pid = Number.parseInt(lines[0] ?? "", 10);
  return Number.isInteger(pid) && pid > 1 && isPostmasterOf(pid, dataDir) ? pid : null;
}

/** After a reboot the number may belong to any other process: its command line tells. */
function isPostmasterOf(pid: number, dataDir: string): boolean {
  const command = commandLineOf(pid);
  return command.includes("postgres") && command.includes(dataDir);
}

function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    if (process.platform === "linux") return "";
    return spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8", timeout: 5_000 }).stdout ?? "";
  }
}

/** Removes a pid file whose process is gone, which would keep PostgreSQL from starting if its number is in use again. */
export function clearStalePidFile(dataDir: string): void {
  if (findPostmaster(dataDir) === null) rmSync(path.join(dataDir, "postmaster.pid"), { force: true });
}

/** Stops a postmaster: SIGINT ends sessions and writes everything, SIGQUIT is the last resort. */
export async function stopPostmaster(pid: number): Promise<void> {
  if (!signal(pid, "SIGINT") || (await isGoneWithin(pid, FAST_STOP_MS))) return;
  signal(pid, "SIGQUIT");
  if (!(await isGoneWithin(pid, IMMEDIATE_STOP_MS))) signal(pid, "SIGKILL");
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}

async function isGoneWithin(pid: number, limitMs: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < limitMs; waitedMs += LOOK_EVERY_MS) {
    if (isGone(pid)) return true;
    await sleep(LOOK_EVERY_MS);
  }
  return false;
}

/** A process that nobody has waited for yet is gone for us, too: it holds no files any more. */
function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return true;
  }
  try {
    return /^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
