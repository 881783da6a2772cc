import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ApiClient, jsonOf } from "../fixtures/api-client";
import { eventually } from "../fixtures/eventually";
import { freePort } from "../fixtures/free-port";
import { launch, untilReady } from "../fixtures/launched";
import type { Environment, ManagedProcess } from "../fixtures/managed-process";
import { keyReaches, newKey, order } from "../fixtures/orders";
import { SimulatorControl } from "../fixtures/simulator-control";

const API_KEY = "lk_of_the_tests_of_the_whole_start";

let dataDir: string;
let environment: Environment;
let launcher: ManagedProcess;
let api: ApiClient;
let simulator: SimulatorControl;
/** Every start writes one line to the same log. */
let starts = 0;

beforeAll(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), "latchkey-start-"));
  const [port, simulatorPort] = [await freePort(), await freePort()];
  environment = {
    PORT: String(port), SIMULATOR_PORT: String(simulatorPort), LATCHKEY_BOOTSTRAP_API_KEY: API_KEY, LATCHKEY_PROCESSOR_TIMEOUT_MS: "1500", LATCHKEY_LEASE_MS: "4500",
    LATCHKEY_RECOVERY_SCHEDULE: "200ms,1s",
  };
  api = new ApiClient(`http://127.0.0.1:${port}`, API_KEY);
  simulator = new SimulatorControl(`http://127.0.0.1:${simulatorPort}`);
  await begin();
}, 300_000);
afterAll(async () => {
  await launcher?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function begin(): Promise<void> {
  launcher = launch(dataDir, environment);
  starts += 1;
  await untilReady(launcher, starts);
}

/** The processes below the launcher whose command line names this entry of ours. */
function pidsOf(entry: string): number[] {
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    try {
      const parent = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
      return Number(parent) === launcher.pid && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(entry);
    } catch {
      // It has ended meanwhile.
      return false;
    }
  });
}

test("the first start says where to go, how to sign in and what to try, and the curl works", async () => {
  expect(launcher.output).toMatch(/Password\s+\S{12,}/);
  expect(launcher.output).toContain("curl -i");
  expect((await api.create("order-1001", { amount: 1250, currency: "EUR", paymentMethod: "pm_card_visa" })).status).toBe(201);
});

test.each(["lib/server/main.ts", "lib/worker/main.ts", "lib/simulator/main.ts"])("%s is killed with -9 in the middle of a payment: it is back, and the payment settles, charged once", async (entry) => {
  const key = newKey();
  const body = order({}, "slow:700+notification_lost");
  const first = api.create(key, body).catch(() => null);
  await eventually("it is claimed", async () => (await api.keyRecord(key)).payment);
  const [pid] = pidsOf(entry);
  process.kill(pid ?? expect.fail(`no process runs ${entry}`), "SIGKILL");
  await first;
  await eventually("it is back", async () => pidsOf(entry).some((other) => other !== pid));
  const payment = await eventually("it settles", async () => {
    const found = (await api.keyRecord(key)).payment;
    return found.status === "succeeded" ? found : null;
  });
  expect(await simulator.charges(payment.id)).toHaveLength(1);
});

test("stopped and started again: ready with everything that was there, and no secret is shown a second time", async () => {
  const key = newKey();
  const first = await api.create(key, order());
  expect(await launcher.stop()).toBe(0);
  const before = launcher.output.length;
  await begin();
  expect(launcher.output.slice(before)).not.toMatch(/Password/);
  const again = await api.create(key, order());
  expect([again.status, again.text]).toEqual([201, first.text]);
});

test("SIGTERM: what is in flight is finished and answered first", async () => {
  const key = newKey();
  const sending = api.create(key, order({}, "slow:900"));
  await keyReaches(api, key, "pending");
  launcher.askToStop();
  expect((await sending).status).toBe(201);
  expect(await launcher.ended()).toBe(0);
  await begin();
});

test("the launcher is killed with -9: a new one takes over what it left, database and all", async () => {
  const key = newKey();
  const payment = jsonOf(await api.create(key, order()));
  await launcher.kill9();
  await begin();
  expect((await api.payment(payment.id)).status).toBe("succeeded");
  expect((await api.create(newKey(), order())).status).toBe(201);
});

test("a port that is taken: a sentence on what to do, and exit code 1", async () => {
  const other = http.createServer();
  await new Promise<void>((resolve) => other.listen({ host: "127.0.0.1", port: 0 }, () => resolve()));
  const { port } = other.address() as { port: number };
  const dir = mkdtempSync(path.join(tmpdir(), "latchkey-start-"));
  const refused = launch(dir, { ...environment, PORT: String(port), SIMULATOR_PORT: String(await freePort()) });
  expect(await refused.ended()).toBe(1);
  expect(refused.output).toMatch(new RegExp(`Port ${port} is taken.*set PORT`, "s"));
  await new Promise((resolve) => other.close(resolve));
  rmSync(dir, { recursive: true, force: true });
});

test("a second start on the same folder: told that it is running already", async () => {
  const second = launch(dataDir, { ...environment, PORT: String(await freePort()), SIMULATOR_PORT: String(await freePort()) });
  expect(await second.ended()).toBe(1);
  expect(second.output).toMatch(/running on .* already \(process \d+\)/);
});
