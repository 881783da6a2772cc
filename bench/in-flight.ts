import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { execFileSync } from "node:child_process";
import type { Load } from "./child";
import { latchkey } from "./contestants";
import type { Stage } from "./stage";

const REQUESTS = 2_000;
const PROCESSOR_MS = 10_000;
/** The claims of all of them are stored well within it; the processor holds them for longer. */
const SETTLED_AFTER_MS = 6_000;
const SAMPLES = 20;
const SAMPLE_EVERY_MS = 150;
const LIMIT_MS = 60_000;
const MIB = 1024 ** 2;

/** While 2,000 payments wait for their processor: connections in use (busy or in a transaction), and the web process's memory. */
export type InFlight = { connectionsHeld: number; rssMib: number; answered: number };

export async function measureInFlight(stage: Stage, load: Load, say: (line: string) => void): Promise<InFlight> {
  const slow = await stage.processor(PROCESSOR_MS);
  const contestant = await latchkey(stage, slow.url);
  say(`${REQUESTS} requests in flight at a processor that takes ${PROCESSOR_MS / 1_000} s`);
  const answered = load.run({
    port: contestant.port, connections: REQUESTS, requestsMax: REQUESTS, durationMs: LIMIT_MS, kind: "create", paths: [contestant.path],
    headers: contestant.headers, keyPrefix: "in-flight", expectStatus: contestant.expectStatus,
  });
  await sleep(SETTLED_AFTER_MS);
  const held: number[] = [];
  const rss: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const [row] = await stage.sql<{ held: number }>(
      "SELECT count(*)::int AS held FROM pg_stat_activity WHERE application_name = 'latchkey' AND pid <> pg_backend_pid() AND (state <> 'idle' OR xact_start IS NOT NULL)",
    );
    held.push(row?.held ?? Number.NaN);
    rss.push(rssOf(contestant.pid));
    await sleep(SAMPLE_EVERY_MS);
  }
  const result = await answered;
  await contestant.stop();
  if (result.errors > 0) throw new Error(`${result.errors} of ${REQUESTS} were answered otherwise: ${result.firstError}`);
  // A heartbeat may be caught in the middle of its statement: what is held is what every look sees.
  return { connectionsHeld: Math.min(...held), rssMib: Math.round(Math.max(...rss) / MIB), answered: result.requests };
}

function rssOf(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1_024;
  } catch {
    return Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" })) * 1_024;
  }
}
