import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type RunningSimulator, startSimulator } from "./start-simulator";

/**
 * What an idempotency key means, asked of the simulator and of an independent stand-in for Stripe in the same
 * words. The stand-in knows charges, the simulator payment intents: that is the only difference between the two.
 */
type Peer = { name: string; url: () => string; path: string; pays: Record<string, string>; declines: Record<string, string>; fails: Record<string, string> };

let simulator: RunningSimulator;
let standIn: Server;
beforeAll(async () => {
  // The stand-in prints what it refuses.
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  simulator = await startSimulator({ host: "127.0.0.1", port: 0, file: ":memory:" });
  const { createExpressApp } = createRequire(import.meta.url)("stripe-stateful-mock") as { createExpressApp: () => Parameters<typeof createServer>[1] };
  standIn = createServer(createExpressApp() ?? (() => undefined));
  await new Promise<void>((resolve) => standIn.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  await simulator.close();
  standIn.close();
});

const INTENT = { amount: "1250", currency: "usd", confirm: "true" };
const CHARGE = { amount: "1250", currency: "usd" };
const PEERS: Peer[] = [
  {
    name: "the simulator", url: () => simulator.url, path: "/v1/payment_intents",
    pays: { ...INTENT, payment_method: "pm_card_visa" }, declines: { ...INTENT, payment_method: "pm_card_chargeDeclined" },
    fails: { ...INTENT, payment_method: "pm_card_visa", "metadata[simulator_fault]": "error_500" },
  },
  {
    name: "stripe-stateful-mock", url: () => `http://127.0.0.1:${(standIn.address() as AddressInfo).port}`, path: "/v1/charges",
    pays: { ...CHARGE, source: "tok_visa" }, declines: { ...CHARGE, source: "tok_chargeDeclined" }, fails: { ...CHARGE, source: "tok_500" },
  },
];

type Answer = { status: number; body: { id?: string; error?: { type?: string; message?: string } }; replayed: string | null; requestId: string | null; originalRequest: string | null };
async function post(peer: Peer, form: Record<string, string>, key: string, secretKey = "sk_test_semantics"): Promise<Answer> {
  const response = await fetch(`${peer.url()}${peer.path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${secretKey}`, "idempotency-key": key },
    body: new URLSearchParams(form),
  });
  const header = (name: string) => response.headers.get(name);
  return { status: response.status, body: (await response.json()) as Answer["body"], replayed: header("idempotent-replayed"), requestId: header("request-id"), originalRequest: header("original-request") };
}

describe.each(PEERS)("$name", (peer) => {
  test("the same key and parameters get the first answer again, marked, with the first request's id", async () => {
    const key = randomUUID();
    const first = await post(peer, peer.pays, key);
    const again = await post(peer, peer.pays, key);
    expect(first).toMatchObject({ status: 200, replayed: null });
    expect(again).toMatchObject({ status: 200, body: first.body, replayed: "true", originalRequest: first.requestId });
    expect(again.requestId).not.toBe(first.requestId);
  });
  test("the order of parameters does not matter", async () => {
    const key = randomUUID();
    const first = await post(peer, peer.pays, key);
    expect((await post(peer, Object.fromEntries(Object.entries(peer.pays).reverse()), key)).body).toEqual(first.body);
  });
  test("other parameters under the key are refused with 400 idempotency_error", async () => {
    const key = randomUUID();
    await post(peer, peer.pays, key);
    const other = await post(peer, { ...peer.pays, amount: "1251" }, key);
    expect(other).toMatchObject({ status: 400, body: { error: { type: "idempotency_error" } }, replayed: null });
    expect(other.body.error?.message).toContain("same parameters");
  });
  test("another key is another payment", async () => {
    const first = await post(peer, peer.pays, randomUUID());
    expect((await post(peer, peer.pays, randomUUID())).body.id).not.toBe(first.body.id);
  });
  test("a decline is kept under its key", async () => {
    const key = randomUUID();
    const first = await post(peer, peer.declines, key);
    expect(first.status).toBe(402);
    expect(await post(peer, peer.declines, key)).toMatchObject({ status: 402, body: first.body, replayed: "true" });
  });
  test("a 500 is frozen under its key", async () => {
    const key = randomUUID();
    expect(await post(peer, peer.fails, key)).toMatchObject({ status: 500, replayed: null });
    expect(await post(peer, peer.fails, key)).toMatchObject({ status: 500, replayed: "true" });
  });
});
