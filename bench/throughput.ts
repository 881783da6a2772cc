import { type Contestant, latchkey, PEERS, type Starter } from "./contestants";
import type { Load } from "./child";
import { findPgbench, runFloor } from "./floor";
import { newKeyPrefix } from "./load";
import type { Options } from "./options";
import type { Stage } from "./stage";

export const CLIENTS = [16, 64] as const;
/** A JIT compiler and a connection pool are warm after some thousand requests. */
const WARM_UP_MS = 4_000;
/** Keys that the duplicates go over: each was answered before the first duplicate of it. */
const DUPLICATED_KEYS = 500;

export type Row = {
  name: string;
  /** Payments (or answers) a second: the median of the rounds, by number of clients. */
  perSecond: Readonly<Record<number, number>>;
  /** Why there is no number. */
  missing: string | null;
};
export const FLOOR = "floor: pgbench, our rows in two transactions";
export const OURS = "Latchkey";
export const DUPLICATES = "Latchkey, duplicates answered";

type Racer = { name: string; run: (clients: number, ms: number) => Promise<number>; stop: () => Promise<void> };

/** Everybody in turn, round after round, so that what else the machine does meets all of them. */
export async function measureThroughput(stage: Stage, load: Load, options: Options, say: (line: string) => void): Promise<Row[]> {
  const { url } = await stage.processor(0);
  const racers: Racer[] = [];
  const missing: Row[] = [];
  const enter = async (name: string, start: () => Promise<Racer[]>) => {
    say(`starting ${name}`);
    await start().then((started) => racers.push(...started), (error: Error) => missing.push({ name, perSecond: {}, missing: error.message.split("\n")[0] ?? "it failed" }));
  };
  await enter(FLOOR, () => floorRacer(stage));
  await enter(OURS, () => ours(stage, load, url));
  for (const { name, start } of PEERS) await enter(name, async () => [await peer(name, start, stage, load, url)]);
  const samples = new Map<string, Record<number, number[]>>(racers.map(({ name }) => [name, {}]));
  const failed = new Map<string, string>();
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const clients of CLIENTS) {
      for (const racer of racers.filter(({ name }) => !failed.has(name))) {
        say(`round ${round} of ${options.rounds}, ${clients} clients: ${racer.name}`);
        // Each starts behind a checkpoint of its own, or one would pay for what another wrote.
        await stage.sql("CHECKPOINT");
        const own = samples.get(racer.name) ?? {};
        await racer.run(clients, options.seconds * 1_000).then((perSecond) => (own[clients] ??= []).push(perSecond), (error: Error) => failed.set(racer.name, error.message));
      }
    }
  }
  await Promise.all(racers.map((racer) => racer.stop()));
  const rows = racers.map(({ name }) => ({ name, missing: failed.get(name) ?? null, perSecond: failed.has(name) ? {} : mediansOf(samples.get(name) ?? {}) }));
  return [...rows, ...missing];
}

function mediansOf(samples: Readonly<Record<number, readonly number[]>>): Record<number, number> {
  return Object.fromEntries(Object.entries(samples).map(([clients, values]) => [clients, median(values)]));
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

async function floorRacer(stage: Stage): Promise<Racer[]> {
  const pgbench = findPgbench();
  if (!pgbench) throw new Error("there is no pgbench here (Debian and Ubuntu: apt-get install postgresql; macOS: brew install postgresql@18)");
  return [{ name: FLOOR, run: (clients, ms) => runFloor(pgbench, stage.databaseUrl, clients, ms / 1_000), stop: async () => undefined }];
}

async function peer(name: string, start: Starter, stage: Stage, load: Load, processorUrl: string): Promise<Racer> {
  const contestant = await start(stage, processorUrl);
  const run = (clients: number, ms: number) => creates(name, contestant, load, clients, ms);
  await run(CLIENTS[0], WARM_UP_MS);
  return { name, run, stop: contestant.stop };
}

async function ours(stage: Stage, load: Load, processorUrl: string): Promise<Racer[]> {
  const contestant = await latchkey(stage, processorUrl);
  const run = (clients: number, ms: number) => creates(OURS, contestant, load, clients, ms);
  await run(CLIENTS[0], WARM_UP_MS);
  const keyPrefix = newKeyPrefix();
  const duplicates = (clients: number, ms: number, requestsMax?: number) => creates(DUPLICATES, contestant, load, clients, ms, { keyPrefix, keysMax: DUPLICATED_KEYS, requestsMax });
  await duplicates(CLIENTS[0], WARM_UP_MS * 10, DUPLICATED_KEYS);
  return [{ name: OURS, run, stop: contestant.stop }, { name: DUPLICATES, run: duplicates, stop: async () => undefined }];
}

type Keys = { keyPrefix: string; keysMax?: number; requestsMax?: number };

async function creates(name: string, to: Contestant, load: Load, clients: number, ms: number, keys: Keys = { keyPrefix: newKeyPrefix() }): Promise<number> {
  const result = await load.run({
    port: to.port, connections: clients, durationMs: ms, kind: "create", paths: [to.path], headers: to.headers, expectStatus: to.expectStatus, ...keys,
  });
  if (result.errors > 0) throw new Error(`${name} answered ${result.errors} of ${result.requests + result.errors} otherwise: ${result.firstError?.split("\n")[0]}`);
  return result.perSecond;
}
