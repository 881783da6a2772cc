import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { environmentFor } from "@/lib/env";

/** A child that dies is started again after half a second, then later and later, up to half a minute. */
const BACKOFF_MIN_MS = 500;
const BACKOFF_MAX_MS = 30_000;
/** A child that has run for so long was well: the next failure is a first one again. */
const WELL_AFTER_MS = 60_000;
/** As scripts/run.mjs has it, and for its reason. */
const NURSERY = "--max-semi-space-size=8";

export type Supervised = {
  /** Asks it to stop and waits; past the limit it is killed. */
  stop(limitMs: number): Promise<void>;
};

/** Keeps one of our TypeScript entries running: however it ends, it is started again until `stop`. */
export function supervise(name: string, entry: readonly string[], environment: Readonly<Record<string, string>>, say: (sentence: string) => void): Supervised {
  let isStopping = false;
  let failures = 0;
  let child: ChildProcess;
  let restart: NodeJS.Timeout | undefined;

  const begin = () => {
    const startedMs = performance.now();
    child = spawn(process.execPath, ["--import", tsx(), "--enable-source-maps", NURSERY, ...entry], {
      // The channel tells the child when this launcher is gone; a session of its own keeps Ctrl-C for us to pass on in order.
      stdio: ["ignore", "inherit", "inherit", "ipc"], env: environmentFor(environment), detached: true,
    });
    child.once("error", () => undefined);
    child.once("exit", (code, signal) => {
      if (isStopping) return;
      failures = performance.now() - startedMs > WELL_AFTER_MS ? 1 : failures + 1;
      const waitMs = backoffMs(failures);
      say(`${name} ended (${signal ?? `exit code ${code}`}); starting it again in ${waitMs / 1_000} s.`);
      restart = setTimeout(begin, waitMs);
    });
  };
  begin();

  return {
    stop: async (limitMs) => {
      isStopping = true;
      clearTimeout(restart);
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), limitMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** How long to wait before the next start, after so many failures in a row. */
export function backoffMs(failures: number): number {
  return Math.min(BACKOFF_MAX_MS, BACKOFF_MIN_MS * 2 ** (failures - 1));
}

function tsx(): string {
  return pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
}
