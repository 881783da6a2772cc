import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { jsonOf } from "../fixtures/api-client";
import { DatabaseProxy } from "../fixtures/database-proxy";
import { eventually } from "../fixtures/eventually";
import { expectPayment, expectProblem, expectRetry } from "../fixtures/expectations";
import { Installation, type TestMerchant } from "../fixtures/installation";
import { keyReaches, newKey, order, reaches } from "../fixtures/orders";
import { page, ScriptedProcessor } from "../fixtures/scripted-processor";

/** More than a third of the installation's lease, less than the rest of it. */
const TOO_LATE_MS = 2_000;

let installation: Installation;
let merchant: TestMerchant;

beforeAll(async () => {
  installation = await Installation.start();
  merchant = await installation.merchant();
  // The account is known: from here on a create is transaction 1, the call, transaction 2.
  await merchant.api.create(newKey(), order());
});
afterAll(() => installation?.close());

type Held = { untilSomebodyWaits(): Promise<unknown>; letGo(): Promise<void> };

/** Holds back every write to a table, as a database under load does. */
async function holdBack(table: string): Promise<Held> {
  const client = new pg.Client({ connectionString: installation.databaseUrl });
  await client.connect();
  await client.query(`BEGIN; LOCK TABLE ${table} IN EXCLUSIVE MODE`);
  return {
    untilSomebodyWaits: () => eventually("a write waits for the lock", async () => {
      const { rows } = await client.query("SELECT 1 FROM pg_locks WHERE NOT granted AND relation = $1::regclass", [table]);
      return rows.length > 0;
    }),
    letGo: async () => {
      await client.query("COMMIT");
      await client.end();
    },
  };
}

test("a sender later than a third of its lease does not send: failed, unsent (row 3a)", async () => {
  const key = newKey();
  const held = await holdBack("idempotency_keys");
  const sending = merchant.api.create(key, order());
  await held.untilSomebodyWaits();
  await sleep(TOO_LATE_MS);
  await held.letGo();
  expectRetry(expectProblem(await sending, 503, "processor_unavailable"), true, true);
  const payment = await keyReaches(merchant.api, key, "failed");
  expect(payment.attempts).toMatchObject([{ status: "failed", sends: [{ outcome: "failed", code: "too_late" }] }]);
  expect(await installation.simulator.sends(payment.id)).toEqual([]);
  expectPayment(await merchant.api.create(key, order()), 201, "succeeded");
});

test("a process that stood still between its claim and its first byte does not send", async () => {
  // Its claim waits for a lock, the process is stopped, and only then is the claim let through.
  const web = await installation.startWeb();
  const key = newKey();
  const held = await holdBack("sends");
  const sending = merchant.api.at(web.origin).create(key, order()).catch(() => null);
  await held.untilSomebodyWaits();
  web.process.freeze();
  await held.letGo();
  // Longer than the lease: somebody else has found it run out by now.
  const payment = await keyReaches(merchant.api, key, "unknown", "succeeded");
  web.process.thaw();
  await sending;
  const settled = await reaches(merchant.api, payment.id, "succeeded");
  expect(await installation.simulator.charges(payment.id)).toHaveLength(1);
  expect(settled.attempts).toHaveLength(1);
  await web.process.stop();
});

test("if transaction 2 fails the answer is 202 pending, and recovery finishes it", async () => {
  const key = newKey();
  const sending = merchant.api.create(key, order({}, "slow:800+notification_lost"));
  const { id } = await keyReaches(merchant.api, key, "pending");
  await installation.sql("ALTER TABLE sends ADD CONSTRAINT disk_full CHECK (finished_at IS NULL) NOT VALID");
  try {
    const answer = await sending;
    expect(expectPayment(answer, 202, "pending").id).toBe(id);
    expectRetry(jsonOf(answer), true, false);
  } finally {
    await installation.sql("ALTER TABLE sends DROP CONSTRAINT disk_full");
  }
  await reaches(merchant.api, id, "succeeded");
  expect(await installation.simulator.charges(id)).toHaveLength(1);
  expect(await installation.simulator.sends(id)).toHaveLength(1);
});

test("commit in doubt, and it was stored: read back on another connection, and the request goes on", async () => {
  const proxy = await DatabaseProxy.start(installation.databaseUrl);
  const web = await installation.startWeb({ DATABASE_URL: proxy.urlOf(installation.databaseUrl) });
  const api = merchant.api.at(web.origin);
  expect((await api.create(newKey(), order())).status).toBe(201);
  proxy.cutOnce({ pattern: "claim_payments", when: "after" });
  const key = newKey();
  const payment = expectPayment(await api.create(key, order()), 201, "succeeded");
  expect(proxy.cuts).toBe(1);
  expect(await installation.simulator.charges(payment.id)).toHaveLength(1);
  await web.process.stop();
  await proxy.close();
});

test("commit in doubt, and it was not stored: 503 storage_unavailable, nothing is sent, the key may be used again", async () => {
  const proxy = await DatabaseProxy.start(installation.databaseUrl);
  const web = await installation.startWeb({ DATABASE_URL: proxy.urlOf(installation.databaseUrl) });
  const api = merchant.api.at(web.origin);
  expect((await api.create(newKey(), order())).status).toBe(201);
  proxy.cutOnce({ pattern: "claim_payments", when: "before" });
  const key = newKey();
  const problem = expectProblem(await api.create(key, order()), 503, "storage_unavailable");
  expectRetry(problem, true, false);
  expect((await api.get(`/api/v1/idempotency-keys/${key}`)).status).toBe(404);
  const payment = expectPayment(await api.create(key, order()), 201, "succeeded");
  expect(await installation.simulator.charges(payment.id)).toHaveLength(1);
  await web.process.stop();
  await proxy.close();
});

test("the answer to transaction 2 is lost: what the processor said is stored all the same", async () => {
  const proxy = await DatabaseProxy.start(installation.databaseUrl);
  const web = await installation.startWeb({ DATABASE_URL: proxy.urlOf(installation.databaseUrl) });
  const api = merchant.api.at(web.origin);
  expect((await api.create(newKey(), order())).status).toBe(201);
  for (const when of ["before", "after"] as const) {
    const key = newKey();
    const sending = api.create(key, order({}, "slow:300+notification_lost"));
    const { id } = await keyReaches(merchant.api, key, "pending");
    proxy.cutOnce({ pattern: "close_sent", when });
    expect([201, 202]).toContain((await sending).status);
    await reaches(merchant.api, id, "succeeded");
    expect(await installation.simulator.charges(id)).toHaveLength(1);
    expect(await installation.simulator.sends(id)).toHaveLength(1);
  }
  expect(proxy.cuts).toBe(2);
  await web.process.stop();
  await proxy.close();
});

test("shutting down waits for the call under way and answers its client", async () => {
  const web = await installation.startWeb();
  const key = newKey();
  const sending = merchant.api.at(web.origin).create(key, order({}, "slow:1200"));
  await keyReaches(merchant.api, key, "pending");
  web.process.askToStop();
  expectPayment(await sending, 201, "succeeded");
  expect(await web.process.ended()).toBe(0);
});

test("a worker that is asked to stop finishes its call first", async () => {
  const [worker] = installation.workers;
  const key = newKey();
  await merchant.api.create(key, order({}, "slow:1200+notification_lost"), { prefer: "respond-async" });
  await eventually("the worker has taken it", async () => (await merchant.api.keyRecord(key)).payment.attempts[0]?.status === "dispatched");
  worker?.askToStop();
  expect(await worker?.ended()).toBe(0);
  expect((await merchant.api.keyRecord(key)).payment).toMatchObject({ status: "succeeded", attempts: [{ sends: [{ outcome: "succeeded" }] }] });
  await installation.startWorker();
});

test("no connection to the database is held while the processor takes its time", async () => {
  const web = await installation.startWeb({ LATCHKEY_POOL_MAX: "2" });
  const api = merchant.api.at(web.origin);
  const keys = Array.from({ length: 40 }, () => newKey());
  const answers = await Promise.all(keys.map((key) => api.create(key, order({}, "slow:1000"))));
  expect(answers.map((answer) => answer.status)).toEqual(keys.map(() => 201));
  await web.process.stop();
});

test("after an unproven send, a later refusal leaves the attempt unknown", async () => {
  const processor = await ScriptedProcessor.start(({ method }) => {
    if (method === "GET") return page([]);
    return processor.sends.length === 1 ? { breaksAfter: "HTTP/1.1 " } : { status: 429, body: { error: { type: "rate_limit_error" } } };
  });
  const { api } = await installation.merchant({ credentials: { apiBase: processor.origin, secretKey: "sk_test_scripted", webhookSecret: null } });
  const key = newKey();
  expectPayment(await api.create(key, order()), 202, "unknown");
  await eventually("it is sent again", async () => processor.sends.length >= 2);
  const payment = await eventually("the refusal is stored", async () => {
    const { payment } = await api.keyRecord(key);
    return payment.attempts[0]?.sends[1]?.outcome === "failed" ? payment : null;
  });
  expect(payment).toMatchObject({ status: "unknown", attempts: [{ status: "unknown", sends: [{ outcome: "unknown" }, { outcome: "failed" }] }] });
  expect(new Set(processor.sends.map((send) => send.rawBody)).size).toBe(1);
  expect(new Set(processor.sends.map((send) => send.idempotencyKey)).size).toBe(1);
  await processor.shut();
});
