import { afterAll, beforeAll, expect, test } from "vitest";
import { FAULTS } from "../faults";
import { type RunningSimulator, startSimulator } from "../start-simulator";

let simulator: RunningSimulator;
beforeAll(async () => {
  simulator = await startSimulator({ host: "127.0.0.1", port: 0, file: ":memory:" });
});
afterAll(() => simulator.close());

async function call(method: string, path: string, body?: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${simulator.url}${path}`, { method, ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

test("says which faults there are and which are armed, and disarms one or all", async () => {
  const armed = await call("POST", "/_simulator/faults", { fault: "slow", durationMs: 5, count: 2, secretKey: "sk_test_a" });
  expect(armed).toMatchObject({ status: 200, body: { fault: "slow", durationMs: 5, remaining: 2 } });
  await call("POST", "/_simulator/faults", { fault: "no_id" });
  expect((await call("GET", "/_simulator/faults")).body).toMatchObject({ armed: [{ fault: "slow" }, { fault: "no_id" }], known: FAULTS });
  expect((await call("DELETE", `/_simulator/faults?id=${String(armed.body.id)}`)).body).toEqual({ disarmed: 1 });
  expect((await call("DELETE", "/_simulator/faults")).body).toEqual({ disarmed: 1 });
  expect((await call("GET", "/_simulator/faults")).body).toMatchObject({ armed: [], outages: [] });
});

test("shows and lifts darkness", async () => {
  await call("POST", "/_simulator/dark", { mode: "hang", durationMs: 60_000 });
  expect((await call("GET", "/_simulator/dark")).body).toMatchObject({ dark: [{ kind: "hang", account: null }] });
  expect((await call("DELETE", "/_simulator/dark")).body).toEqual({ lifted: 1 });
});

test("registers an address once and never shows its secret", async () => {
  const endpoint = { secretKey: "sk_test_a", url: "http://127.0.0.1:1/hook", secret: "whsec_a" };
  const { body } = await call("POST", "/_simulator/endpoints", endpoint);
  expect((await call("POST", "/_simulator/endpoints", { ...endpoint, secret: "whsec_b" })).body).toEqual(body);
  const listed = await call("GET", "/_simulator/endpoints");
  expect(listed.body).toMatchObject({ endpoints: [{ id: body.id, url: endpoint.url }] });
  expect(JSON.stringify(listed)).not.toContain("whsec_");
  expect((await call("DELETE", `/_simulator/endpoints?id=${String(body.id)}`)).body).toEqual({ removed: 1 });
});

test.each([
  ["POST", "/_simulator/faults", { fault: "nonsense" }, 400],
  ["POST", "/_simulator/faults", { fault: "slow", durationMs: 1e9 }, 400],
  ["POST", "/_simulator/faults", "not json", 400],
  ["POST", "/_simulator/dark", { mode: "purple" }, 400],
  ["POST", "/_simulator/endpoints", {}, 400],
  ["GET", "/_simulator/nowhere", undefined, 404],
  ["POST", "/_simulator/faults", "x".repeat(300_000), 413],
])("%s %s with what it can't do is told in words (%#)", async (method, path, body, status) => {
  const answer = await call(method, path, body);
  expect(answer).toMatchObject({ status, body: { error: expect.any(String) } });
});

test.each(["/", "/v1/nowhere", "//", "/v1/payment_intents/../x"])("an unknown address of the processor is a 404 in its own form: %s", async (path) => {
  const response = await fetch(`${simulator.url}${path}`, { headers: { authorization: "Bearer sk_test_a" } });
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ error: { type: "invalid_request_error" } });
});

test("a form that is too large is refused, not read", async () => {
  const response = await fetch(`${simulator.url}/v1/payment_intents`, { method: "POST", headers: { authorization: "Bearer sk_test_a" }, body: "a=".padEnd(300_000, "x") });
  expect(response.status).toBe(413);
});
