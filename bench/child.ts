import { type ChildProcess, fork } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { environmentFor } from "@/lib/env";
import type { LoadJob, LoadResult } from "./load";

/** A process that does not stop within this time when it is asked is ended. */
const STOP_MS = 10_000;
const LOOK_EVERY_MS = 100;

export type Child = { process: ChildProcess; pid: number; output: () => string; stop(): Promise<void> };

/** Starts a module in a process of its own, with this process's loader where it is ours. What it prints is kept for when it fails. */
export function startChild(module: string, args: readonly string[], environment: Readonly<Record<string, string | undefined>> = {}): Child {
  // Ours run as npm run web runs them; a peer's plain JavaScript needs no loader and no flags.
  const execArgv = module.endsWith(".ts") ? process.execArgv : [];
  const child = fork(module, args, { execArgv, stdio: ["ignore", "pipe", "pipe", "ipc"], env: environmentFor({ NODE_ENV: "production", ...environment }) });
  let output = "";
  const keep = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-8_000));
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  return { process: child, pid: child.pid ?? 0, output: () => output, stop: () => stopChild(child) };
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
  await ended;
  clearTimeout(timer);
}

/** Waits for a child's first message. */
export function ready(child: Child): Promise<void> {
  return new Promise((resolve, reject) => {
    child.process.once("message", () => resolve());
    child.process.once("exit", () => reject(new Error(child.output().trim().slice(-500) || "it ended at once")));
  });
}

/** Waits until an address answers as it should. */
export async function answering(child: Child, url: string, limitMs: number, wanted = 200): Promise<void> {
  for (const untilMs = performance.now() + limitMs; performance.now() < untilMs && child.process.exitCode === null; await sleep(LOOK_EVERY_MS)) {
    if ((await fetch(url).then((answer) => answer.status, () => 0)) === wanted) return;
  }
  throw new Error(child.output().trim().slice(-500) || `${url} did not answer`);
}

export type Load = { pid: number; run(job: LoadJob): Promise<LoadResult>; stop(): Promise<void> };

/** The load generator, in a process of its own that lives as long as the run. */
export async function startLoad(): Promise<Load> {
  const child = startChild("bench/load-process.ts", []);
  await ready(child);
  const run = (job: LoadJob) => new Promise<LoadResult>((resolve, reject) => {
    child.process.once("message", (told: { result?: LoadResult; error?: string }) => (told.result ? resolve(told.result) : reject(new Error(told.error))));
    child.process.send(job);
  });
  return { pid: child.pid, run, stop: child.stop };
}
