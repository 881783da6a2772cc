import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

let folder: string;
let port: number;
const children: ChildProcess[] = [];
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "latchkey-simulator-"));
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  port = (probe.address() as AddressInfo).port;
  await new Promise((resolve) => probe.close(resolve));
});
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

function start(): ChildProcess {
  const child = spawn(process.execPath, ["--import", "tsx", "lib/simulator/main.ts"], {
    env: { NODE_ENV: "test", SIMULATOR_PORT: String(port), LATCHKEY_DATA_DIR: folder },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  return child;
}
async function started(): Promise<ChildProcess> {
  const child = start();
  await once(child.stdout ?? child, "data");
  return child;
}
const url = () => `http://127.0.0.1:${port}`;
const read = async (what: string) => (await (await fetch(`${url()}/_simulator/${what}`)).json()) as { totals: { charges: number }; armed: { fault: string }[]; dark: { kind: string }[] };
function pay(key: string): Promise<Response> {
  return fetch(`${url()}/v1/payment_intents`, {
    method: "POST",
    headers: { authorization: "Bearer sk_test_storage", "idempotency-key": key },
    body: new URLSearchParams({ amount: "100", currency: "eur", confirm: "true", payment_method: "pm_card_visa" }),
  });
}

test("a kill loses no charge, no key and nothing that is armed", async () => {
  const first = await started();
  const answers = await Promise.all(Array.from({ length: 30 }, async (_, index) => (await pay(`k-${index}`)).json()));
  await fetch(`${url()}/_simulator/faults`, { method: "POST", body: JSON.stringify({ fault: "slow", durationMs: 1 }) });
  await fetch(`${url()}/_simulator/dark`, { method: "POST", body: JSON.stringify({ mode: "503", secretKey: "sk_test_other" }) });
  first.kill("SIGKILL");
  await once(first, "exit");

  const second = await started();
  expect((await read("ledger")).totals.charges).toBe(30);
  expect((await read("faults")).armed).toMatchObject([{ fault: "slow" }]);
  expect((await read("dark")).dark).toMatchObject([{ kind: "503" }]);
  const again = await pay("k-0");
  expect(again.headers.get("idempotent-replayed")).toBe("true");
  expect(await again.json()).toEqual(answers[0]);
  expect((await read("ledger")).totals.charges).toBe(30);
  second.kill("SIGTERM");
  expect(await once(second, "exit")).toEqual([0, null]);
});

test("a port that is taken is told with what to do", async () => {
  const holder = createServer().listen(port, "127.0.0.1");
  await once(holder, "listening");
  const child = start();
  let told = "";
  child.stderr?.on("data", (chunk) => (told += String(chunk)));
  expect(await once(child, "exit")).toEqual([1, null]);
  expect(told).toContain(`Port ${port} is taken`);
  await new Promise((resolve) => holder.close(resolve));
});
