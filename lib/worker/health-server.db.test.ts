import { createServer } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestDatabase, type TestDatabase } from "@/lib/db/testing/test-database";
import { countInquiry, countSend, noteLoopStart } from "@/lib/metrics";
import { startHealthServer } from "./health-server";

let database: TestDatabase;
let port: number;
beforeAll(async () => {
  port = await freePort();
  database = await startTestDatabase({ LATCHKEY_WORKER_PORT: String(port) });
});
afterAll(() => database.close());

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const { port: free } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return free;
}

test("a worker serves its health and what it counts, and nothing else; a second one on the port is refused with a sentence", async () => {
  const server = await startHealthServer();
  const origin = `http://127.0.0.1:${port}`;
  countSend("stripe", "succeeded");
  countInquiry("found");
  noteLoopStart("recovery", 250);
  const metrics = await (await fetch(`${origin}/metrics`)).text();
  expect(metrics).toContain('latchkey_sends_total{processor="stripe",outcome="succeeded"} 1');
  expect(metrics).toContain('latchkey_inquiries_total{conclusion="found"} 1');
  expect(metrics).toContain('latchkey_worker_loop_lag_seconds{loop="recovery"} 0.25');
  expect((await fetch(`${origin}/healthz`)).status).toBe(200);
  const other = await fetch(`${origin}/api/v1/payments`, { method: "POST", body: "{}" });
  expect([other.status, other.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
  await expect(startHealthServer()).rejects.toThrow(/is taken by another program.*LATCHKEY_WORKER_PORT/);
  await new Promise((resolve) => server?.close(resolve));
});
