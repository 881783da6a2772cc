import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findPostmaster } from "@/lib/db/embedded/postmaster";
import { eventually } from "../fixtures/eventually";
import { freePort } from "../fixtures/free-port";

type Launcher = { child: ChildProcess; output: () => string; ended: Promise<number | null> };

let dataDir: string;
let environment: Record<string, string | undefined>;
let origin: string;
let running: Launcher | undefined;

beforeAll(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), "latchkey-launch-"));
  const [port, simulatorPort] = [await freePort(), await freePort()];
  origin = `http://127.0.0.1:${port}`;
  environment = {
    ...process.env, NODE_ENV: undefined, DATABASE_URL: undefined, LATCHKEY_SECRET: undefined, LATCHKEY_DATA_DIR: dataDir, PORT: String(port), SIMULATOR_PORT: String(simulatorPort),
  };
});
afterAll(async () => {
  running?.child.kill("SIGTERM");
  await running?.ended;
  rmSync(dataDir, { recursive: true, force: true });
});

/** The launcher as `npm start` runs it. */
function launch(changes: Record<string, string> = {}): Launcher {
  const child = spawn(process.execPath, ["scripts/run.mjs", "scripts/start.ts"], { stdio: ["ignore", "pipe", "pipe"], env: { ...environment, ...changes } as NodeJS.ProcessEnv });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  return { child, output: () => text, ended };
}

async function start(): Promise<Launcher> {
  const launcher = launch();
  running = launcher;
  await eventually("npm start is ready", async () => {
    if (launcher.child.exitCode !== null) throw new Error(launcher.output());
    return launcher.output().includes("Latchkey is ready at");
  }, 120_000);
  return launcher;
}

async function isReady(): Promise<boolean> {
  return (await fetch(`${origin}/readyz`).then((response) => response.ok, () => false));
}

/** The process that runs an entry on this data folder. */
function childOf(entry: string): number {
  for (const name of readdirSync("/proc").filter((pid) => /^\d+$/.test(pid))) {
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, "utf8");
      const settings = readFileSync(`/proc/${name}/environ`, "utf8");
      // The child itself, not the npm or the launcher that names it among its arguments: Node's own flags stand before it.
      if (new RegExp(`\0--enable-source-maps\0(--[^\0]+\0)*${entry}\0`).test(command) && settings.includes(`LATCHKEY_DATA_DIR=${dataDir}`)) return Number(name);
    } catch {
      // It ended while we looked.
    }
  }
  throw new Error(`no process runs ${entry}`);
}

async function pay(apiKey: string, key: string): Promise<Response> {
  return fetch(`${origin}/api/v1/payments`, {
    method: "POST", headers: { authorization: `Bearer ${apiKey}`, "idempotency-key": key, "content-type": "application/json" },
    body: JSON.stringify({ amount: 1250, currency: "EUR", paymentMethod: "pm_card_visa" }),
  });
}

let apiKey: string;

test("a first start says where to go, how to sign in, and a request that works; its secret is its owner's alone", async () => {
  const launcher = await start();
  const output = launcher.output();
  expect(output).toContain(origin);
  expect(output).toMatch(/Sign in as +\S+@\S+\n +Password +\S{12,}/);
  apiKey = /(lk_\S+) +\(merchant demo,/.exec(output)?.[1] ?? "";
  expect(output).toContain(`curl -i ${origin}/api/v1/payments`);
  expect(statSync(path.join(dataDir, "secret")).mode & 0o077).toBe(0);
  const first = await pay(apiKey, "first");
  expect(first.status).toBe(201);
});

test("a second launcher on the same data folder, and one on a taken port, are refused with a sentence", async () => {
  const second = launch();
  expect(await second.ended).toBe(1);
  expect(second.output()).toMatch(/is running on .* already \(process \d+\)/);
  const port = await freePort();
  const taken = net.createServer().listen(port, "127.0.0.1");
  const elsewhere = mkdtempSync(path.join(tmpdir(), "latchkey-launch-"));
  try {
    const third = launch({ LATCHKEY_DATA_DIR: elsewhere, PORT: String(port) });
    expect(await third.ended).toBe(1);
    expect(third.output()).toContain(`Port ${port} is taken by another program. Stop that one, or set PORT to a free port.`);
  } finally {
    taken.close();
    rmSync(elsewhere, { recursive: true, force: true });
  }
});

test.each(["lib/server/main.ts", "lib/worker/main.ts", "lib/simulator/main.ts"])("kill -9 of %s heals by itself", async (entry) => {
  const before = childOf(entry);
  process.kill(before, "SIGKILL");
  await eventually(`${entry} is back`, async () => childOf(entry) !== before && (await isReady()));
  await eventually("a payment goes through", async () => (await pay(apiKey, `after-${entry}`)).status === 201);
});

test("kill -9 of PostgreSQL heals by itself", async () => {
  process.kill(findPostmaster(path.join(dataDir, "postgres")) ?? 0, "SIGKILL");
  await eventually("a payment goes through", async () => (await pay(apiKey, "after-postgres").catch(() => null))?.status === 201);
});

test("SIGTERM stops everything in order, and the next start finds everything again without showing a secret", async () => {
  running?.child.kill("SIGTERM");
  expect(await running?.ended).toBe(0);
  expect(findPostmaster(path.join(dataDir, "postgres"))).toBeNull();
  for (const entry of ["lib/server/main.ts", "lib/worker/main.ts", "lib/simulator/main.ts"]) expect(() => childOf(entry)).toThrow();
  const again = await start();
  expect(again.output()).not.toContain("lk_");
  expect(again.output()).not.toContain("Password");
  const replayed = await pay(apiKey, "first");
  expect(replayed.headers.get("idempotent-replayed")).toBe("true");
});

test("kill -9 of the launcher leaves nothing that the next start trips over", async () => {
  const launcher = childOf("scripts/start.ts");
  process.kill(launcher, "SIGKILL");
  await running?.ended;
  const again = await start();
  expect(again.output()).toContain("A database that an earlier start left behind");
  expect((await pay(apiKey, "first")).status).toBe(201);
});
