import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { environmentFor } from "@/lib/env";
import { newId } from "@/lib/id";
import { answering, ready, startChild } from "./child";
import { freePort } from "./free-port";
import type { Stage } from "./stage";

/** A server under test: where it takes payments, and how it is stopped. */
export type Contestant = { port: number; path: string; headers: Readonly<Record<string, string>>; expectStatus: number; pid: number; stop(): Promise<void> };
export type Starter = (stage: Stage, processorUrl: string) => Promise<Contestant>;

const BUILD_LIMIT_MS = 300_000;
/** Restate opens its storage in a second or two. */
const RESTATE_READY_MS = 30_000;

/** Latchkey as `npm run web` runs it: the production build, its own server, its own settings. */
export const latchkey: Starter = async (stage, processorUrl) => {
  const { apiKey } = await stage.merchant(processorUrl);
  const port = await freePort();
  const child = startChild("lib/server/main.ts", [], {
    PORT: String(port), HOST: "127.0.0.1", DATABASE_URL: stage.databaseUrl, LATCHKEY_SECRET: stage.secret, LATCHKEY_LOG_LEVEL: "warn",
  });
  await answering(child, `http://127.0.0.1:${port}/healthz`, BUILD_LIMIT_MS);
  return { port, path: "/api/v1/payments", headers: { authorization: `Bearer ${apiKey}` }, expectStatus: 201, pid: child.pid, stop: child.stop };
};

const handwritten: Starter = async (stage, processorUrl) => {
  const port = await freePort();
  const child = startChild("bench/peers/handwritten.mjs", [String(port), stage.databaseUrl, processorUrl, newId(), newId()]);
  await ready(child);
  return { port, path: "/", headers: {}, expectStatus: 201, pid: child.pid, stop: child.stop };
};

const nextAndPrisma: Starter = async (stage, processorUrl) => {
  const directory = path.resolve("bench/peers/next");
  const program = path.resolve("node_modules/next/dist/bin/next");
  const environment = environmentFor({ NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", LATCHKEY_DIST_DIR: undefined });
  execFileSync(process.execPath, [program, "build", directory], { env: environment, timeout: BUILD_LIMIT_MS, stdio: ["ignore", "pipe", "pipe"] });
  const port = await freePort();
  const child = startChild(program, ["start", directory, "-p", String(port), "-H", "127.0.0.1"], {
    DATABASE_URL: stage.databaseUrl, BENCH_MERCHANT: newId(), BENCH_CONNECTION: newId(), BENCH_PROCESSOR: processorUrl,
  });
  await answering(child, `http://127.0.0.1:${port}/`, BUILD_LIMIT_MS, 404);
  return { port, path: "/api/payments", headers: {}, expectStatus: 201, pid: child.pid, stop: child.stop };
};

const dbos: Starter = async (stage, processorUrl) => {
  const port = await freePort();
  const [system, own] = [await stage.otherDatabase("bench_dbos_sys"), await stage.otherDatabase("bench_dbos")];
  const child = startChild("bench/peers/dbos.mjs", [String(port), system, own, processorUrl]);
  await ready(child);
  return { port, path: "/", headers: {}, expectStatus: 201, pid: child.pid, stop: child.stop };
};

const restate: Starter = async (stage, processorUrl) => {
  const binary = path.resolve(`bench/node_modules/@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`);
  if (!existsSync(binary)) throw new Error(`Restate ships no server for ${process.platform}-${process.arch}`);
  const [servicePort, ingressPort, adminPort, nodePort] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const child = startChild("bench/peers/restate.mjs", [String(servicePort), await stage.otherDatabase("bench_restate"), processorUrl]);
  await ready(child);
  mkdirSync("bench/.data", { recursive: true });
  const directory = mkdtempSync(path.resolve("bench/.data/restate-"));
  const server = spawn(binary, ["--no-logo"], {
    stdio: "ignore", cwd: directory,
    env: environmentFor({
      RESTATE_BASE_DIR: directory, RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingressPort}`, RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${adminPort}`,
      RESTATE_BIND_ADDRESS: `127.0.0.1:${nodePort}`, RESTATE_ADVERTISED_ADDRESS: `http://127.0.0.1:${nodePort}`, DO_NOT_TRACK: "1", RESTATE_DISABLE_TELEMETRY: "true",
    }),
  });
  const stop = async () => {
    const ended = new Promise((resolve) => server.once("exit", resolve));
    if (server.exitCode === null && server.kill("SIGKILL")) await ended;
    await child.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await register(`http://127.0.0.1:${adminPort}/deployments`, `http://127.0.0.1:${servicePort}`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port: ingressPort, path: "/payments/pay", headers: {}, expectStatus: 200, pid: server.pid ?? 0, stop };
};

async function register(admin: string, uri: string): Promise<void> {
  for (const limitMs = performance.now() + RESTATE_READY_MS; performance.now() < limitMs; await sleep(200)) {
    const status = await fetch(admin, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ uri }) }).then((answer) => answer.status, () => 0);
    if (status >= 200 && status < 300) return;
  }
  throw new Error("Restate's server did not take the service");
}

/** In the order of the table. */
export const PEERS: readonly { name: string; start: Starter }[] = [
  { name: "hand-written node:http + pg", start: handwritten },
  { name: "Next route + Prisma", start: nextAndPrisma },
  { name: "DBOS", start: dbos },
  { name: "Restate", start: restate },
];
