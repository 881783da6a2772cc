import http from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkPayment } from "@/lib/payments/check-payment";
import { type Answer, jsonOf } from "../fixtures/api-client";
import { discrepanciesOf } from "../fixtures/evidence";
import { expectPayment, expectProblem } from "../fixtures/expectations";
import { Installation, type TestMerchant } from "../fixtures/installation";
import { sendNotification } from "../fixtures/notifications";
import { ANNA, uuidOf } from "../fixtures/operators";
import { created, keyReaches, newKey, order, reaches } from "../fixtures/orders";

/** As many as the contract's promise is about. */
const AT_ONCE = 500;

let installation: Installation;
const merchants = new Map<string, TestMerchant>();
const agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });

beforeAll(async () => {
  // 500 requests on two cores take their time: the lease has to be longer than that by three times.
  installation = await Installation.start({ webs: 2, settings: { LATCHKEY_PROCESSOR_TIMEOUT_MS: "10000", LATCHKEY_LEASE_MS: "30000" } });
  for (const policy of ["replay", "conflict"] as const) merchants.set(policy, await installation.merchant({ policy }));
  for (const merchant of merchants.values()) await merchant.api.create(newKey(), order());
});
afterAll(async () => {
  agent.destroy();
  await installation?.close();
});

const origins = () => installation.webs.map((web) => web.origin);
/** Each request at another web process than the one before. */
function many(count: number, send: (origin: string, index: number) => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => send(origins()[index % origins().length] ?? "", index)));
}
function statuses(answers: readonly Answer[]): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(answers, (answer) => `${answer.status} ${jsonOf(answer).code ?? ""}`.trim())].map(([status, group]) => [status, group.length]));
}

describe.each(["replay", "conflict"] as const)("races under policy %s", (policy) => {
  const merchant = () => merchants.get(policy) ?? expect.fail("no merchant");

  test("500 parallel requests with one key over two web processes → one charge, everyone answered as promised", async () => {
    const key = newKey("race");
    const answers = await many(AT_ONCE, (origin) => merchant().api.at(origin).create(key, order({}, "slow:400"), { prefer: "wait=30" }));
    const { payment } = await merchant().api.keyRecord(key);
    expect(await installation.simulator.charges(payment.id)).toHaveLength(1);
    expect(await installation.simulator.sends(payment.id)).toHaveLength(1);
    if (policy === "replay") {
      expect(statuses(answers)).toEqual({ "201": AT_ONCE });
      expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
      expect(answers.filter((answer) => answer.headers["idempotent-replayed"] === "true")).toHaveLength(AT_ONCE - 1);
    } else expect(statuses(answers)).toEqual({ "201": 1, "409 payment_already_completed": AT_ONCE - 1 });
  });

  test("500 at once that do not wait: one charge; the others are told to come back, and never 409 before the work is done under conflict", async () => {
    const key = newKey("race");
    const answers = await many(AT_ONCE, (origin) => merchant().api.at(origin).create(key, order({}, "slow:1500"), { prefer: "wait=0" }));
    const payment = await keyReaches(merchant().api, key, "succeeded");
    expect(await installation.simulator.charges(payment.id)).toHaveLength(1);
    const seen = statuses(answers);
    if (policy === "replay") {
      // The first is told 202 after its zero seconds; a straggler may meet the finished payment.
      expect(Object.keys(seen).every((status) => ["202", "409 idempotency_key_in_use", "201"].includes(status))).toBe(true);
      expect(seen["202"]).toBe(1);
    } else expect(Object.keys(seen).every((status) => ["202", "409 payment_already_completed"].includes(status))).toBe(true);
    for (const answer of answers) if (answer.status === 409 && jsonOf(answer).completed === true) expect(jsonOf(answer).code).toBe("payment_already_completed");
  });

  test("two bodies at once under one key: one is executed, the other told 422, whatever the order", async () => {
    for (let round = 0; round < 20; round += 1) {
      const key = newKey("bodies");
      const answers = await many(10, (origin, index) => merchant().api.at(origin).create(key, order({ amount: 1_000 + (index % 2) })));
      const { payment } = await merchant().api.keyRecord(key);
      const seen = statuses(answers);
      expect(seen["422 idempotency_key_reused"]).toBe(5);
      expect(seen["201"]).toBe(policy === "replay" ? 5 : 1);
      expect(await installation.simulator.charges(payment.id)).toMatchObject([{ amount: payment.amount }]);
    }
  });

  test("a hundred references at once under uniqueReference: one payment, 99 refusals that name it, their keys free", async () => {
    const strict = await installation.merchant({ policy, uniqueReference: true });
    await strict.api.create(newKey(), order());
    const reference = newKey("ref");
    const keys = Array.from({ length: 100 }, () => newKey("ref"));
    const answers = await many(100, (origin, index) => strict.api.at(origin).create(keys[index], order({ reference }, "slow:300")));
    expect(statuses(answers)).toEqual({ "201": 1, "409 reference_in_use": 99 });
    const winner = jsonOf(answers.find((answer) => answer.status === 201) ?? expect.fail());
    for (const answer of answers) if (answer.status === 409) expect(jsonOf(answer).paymentId).toBe(winner.id);
    expect((await installation.simulator.ledger()).charges.filter((charge) => charge.metadata.latchkey_reference === reference)).toHaveLength(1);
    const records = await Promise.all(keys.map((key) => strict.api.get(`/api/v1/idempotency-keys/${key}`)));
    expect(records.filter((record) => record.status === 404)).toHaveLength(99);
  });

  test("an operator, the worker, a notification and duplicates on one payment at once: settled once, charged once", async () => {
    for (let round = 0; round < 5; round += 1) {
      const key = newKey("crowd");
      const body = order({}, "charge_then_reset");
      const { id } = await created(merchant().api, key, body);
      const [charge] = await installation.simulator.charges(id);
      const ids = { merchantId: uuidOf("merchant", merchant().id), paymentId: uuidOf("payment", id) };
      const check = () => checkPayment({ actor: ANNA, ...ids, trigger: "operator", requestId: null });
      await installation.sql("UPDATE attempts SET next_check_at = now() WHERE operation_id = $1 AND status = 'unknown'", [ids.paymentId]);
      await Promise.all([
        check(), check(), sendNotification(installation, merchant(), { attempt: charge?.attempt ?? "", intent: charge?.intent ?? "" }),
        ...Array.from({ length: 10 }, (_, index) => merchant().api.at(origins()[index % 2] ?? "").create(key, body)),
      ]);
      await reaches(merchant().api, id, "succeeded");
      expect(await installation.simulator.charges(id)).toHaveLength(1);
      expect(await discrepanciesOf(installation, id)).toEqual([]);
      const settled = await installation.sql("SELECT seq FROM payment_events WHERE payment_id = $1 AND kind = 'payment.succeeded'", [ids.paymentId]);
      expect(settled).toHaveLength(1);
    }
  });

  test("a declined payment, executed again by a hundred at once", async () => {
    const key = newKey("declined");
    const body = order({ paymentMethod: "pm_card_chargeDeclined" });
    expectProblem(await merchant().api.create(key, body), 402, "payment_declined");
    const answers = await many(100, (origin) => merchant().api.at(origin).create(key, body, { prefer: "wait=30" }));
    expect(statuses(answers)).toEqual({ "402 payment_declined": 100 });
    const { payment } = await merchant().api.keyRecord(key);
    const sends = await installation.simulator.sends(payment.id);
    expect(sends.length).toBeLessThanOrEqual(15);
    expect(new Set(sends.map((send) => send.idempotencyKey)).size).toBe(policy === "conflict" ? 15 : 1);
  });

  test("a failed payment, executed again by a hundred at once: one charge", async () => {
    const key = newKey("failed");
    const body = order({}, "rate_limited_429*1");
    expectProblem(await merchant().api.create(key, body), 503, "processor_unavailable");
    const answers = await many(100, (origin) => merchant().api.at(origin).create(key, body, { prefer: "wait=30" }));
    const { payment } = await merchant().api.keyRecord(key);
    expect(expectPayment(answers.find((answer) => answer.status === 201) ?? expect.fail(), 201, "succeeded").id).toBe(payment.id);
    expect(await installation.simulator.charges(payment.id)).toHaveLength(1);
    expect(await installation.simulator.sends(payment.id)).toHaveLength(2);
  });
});
