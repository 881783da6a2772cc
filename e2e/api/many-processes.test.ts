import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createDatabase } from "@/lib/db/testing/test-cluster";
import { jsonOf } from "../fixtures/api-client";
import { eventually } from "../fixtures/eventually";
import { Installation, type TestMerchant } from "../fixtures/installation";
import { newKey, order } from "../fixtures/orders";
import { type PgBouncer, startPgBouncer } from "../fixtures/pgbouncer";

const PAYMENTS = 200;
const FAULTS = [undefined, undefined, undefined, "charge_then_500", "charge_then_reset", "reset_before*1", "slow:300", "processing:800"] as const;

/** Far fewer servers than the processes' pools together, so that transactions of all of them alternate on each. */
const POOL_SIZE = 6;

/** 200 at once on two cores: a request may wait seconds for its turn, and its lease has to be longer by three times. */
const PATIENT = { LATCHKEY_PROCESSOR_TIMEOUT_MS: "10000", LATCHKEY_LEASE_MS: "30000" };

let bouncer: PgBouncer;
let installation: Installation;
let merchant: TestMerchant;

beforeAll(async () => {
  const databaseUrl = await createDatabase(inject("databaseServerUrl"));
  bouncer = await startPgBouncer(databaseUrl, POOL_SIZE);
  installation = await Installation.start({ databaseUrl: bouncer.url, webs: 2, workers: 2, settings: { LATCHKEY_PREPARED_STATEMENTS: "off", ...PATIENT } });
  merchant = await installation.merchant();
});
afterAll(async () => {
  await installation?.close();
  await bouncer?.stop();
});

describe("two web processes and two workers on one database, behind PgBouncer in transaction mode", () => {
  test("payments through faults, synchronous and asynchronous, each charged once; no statement fails", async () => {
    const keys = Array.from({ length: PAYMENTS }, () => newKey());
    const send = (key: string, index: number) => {
      const api = merchant.api.at(installation.webs[index % 2]?.origin ?? "");
      return api.create(key, order({}, FAULTS[index % FAULTS.length]), { prefer: index % 5 === 0 ? "respond-async" : undefined });
    };
    const answers = (await Promise.all(keys.map(send))).concat(await Promise.all(keys.map(send)));
    expect(answers.filter((answer) => ![201, 202, 409].includes(answer.status)).map((answer) => answer.text)).toEqual([]);
    await eventually("all are settled", async () => {
      const [row] = await installation.sql<{ open: number }>("SELECT count(*)::int AS open FROM payments WHERE status <> 'succeeded'");
      return row?.open === 0;
    });
    const { totals, doubled } = await installation.simulator.ledger();
    expect([totals.charges, doubled]).toEqual([PAYMENTS, []]);
    expect(installation.logs()).not.toMatch(/prepared statement|"level":50/);
  });

  test("the list, a long poll and a look-up by key work the same", async () => {
    const key = newKey();
    const { id } = jsonOf(await merchant.api.create(key, order({}, "slow:500"), { prefer: "wait=0" }));
    expect(jsonOf(await merchant.api.get(`/api/v1/payments/${id}`, { Prefer: "wait=10" })).status).toBe("succeeded");
    expect((await merchant.api.keyRecord(key)).state).toBe("succeeded");
    expect(jsonOf<{ data: unknown[] }>(await merchant.api.get("/api/v1/payments?limit=100")).data).toHaveLength(100);
  });
});
