import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jsonOf } from "../fixtures/api-client";
import { expectKeyHeaders, expectLocation, expectPayment, expectProblem, expectReplayOf, expectRetry, expectRetryAfter } from "../fixtures/expectations";
import { Installation, type TestMerchant } from "../fixtures/installation";
import { keyReaches, newKey, order, reaches } from "../fixtures/orders";

let installation: Installation;
const merchants = new Map<string, TestMerchant>();

beforeAll(async () => {
  installation = await Installation.start();
  for (const policy of ["replay", "conflict"] as const) merchants.set(policy, await installation.merchant({ policy }));
});
afterAll(() => installation?.close());

describe.each(["replay", "conflict"] as const)("section 4 under policy %s: a duplicate", (policy) => {
  const api = () => merchants.get(policy)?.api ?? expect.fail("no merchant");
  const isConflict = policy === "conflict";

  test("row 6: first succeeded", async () => {
    const key = newKey();
    const first = await api().create(key, order());
    const { id } = jsonOf(first);
    for (const again of [await api().create(key, order()), await api().create(key, order(), { prefer: "respond-async, wait=3" })]) {
      expectKeyHeaders(again, key, { stored: true });
      expectLocation(again, id);
      if (isConflict) {
        const problem = expectProblem(again, 409, "payment_already_completed");
        expect(problem).toMatchObject({ paymentId: id, completed: true });
        expectRetry(problem, false, false);
      } else expectReplayOf(again, first);
    }
    expect(await installation.simulator.sends(id)).toHaveLength(1);
  });

  test("row 6: what was 202 and settled later replays its 201", async () => {
    const key = newKey();
    const first = await api().create(key, order({}, "charge_then_reset"));
    const { id } = expectPayment(first, 202, "unknown");
    await reaches(api(), id, "succeeded");
    const again = await api().create(key, order({}, "charge_then_reset"));
    if (isConflict) expect(expectProblem(again, 409, "payment_already_completed").paymentId).toBe(id);
    else {
      expect(expectPayment(again, 201, "succeeded").id).toBe(id);
      expect(again.headers["idempotent-replayed"]).toBe("true");
      expect(again.headers["original-request-id"]).toBe(first.headers["request-id"]);
      expect((await api().create(key, order({}, "charge_then_reset"))).text).toBe(again.text);
    }
    expect(await installation.simulator.charges(id)).toHaveLength(1);
  });

  test("row 7: first declined", async () => {
    const key = newKey();
    const body = order({ paymentMethod: "pm_card_chargeDeclined" });
    const first = await api().create(key, body);
    const { payment } = expectProblem(first, 402, "payment_declined");
    const again = await api().create(key, body);
    if (!isConflict) {
      expectReplayOf(again, first);
      expect(await installation.simulator.sends(payment.id)).toHaveLength(1);
      return;
    }
    const second = expectProblem(again, 402, "payment_declined");
    expect(again.headers["idempotent-replayed"]).toBeUndefined();
    expect(second.payment.id).toBe(payment.id);
    expect(second.payment.attempts).toHaveLength(2);
    expect(new Set(second.payment.attempts.map((attempt) => attempt.processorKey)).size).toBe(2);
    expectRetry(second, true, true);
  });

  test("row 7: after 15 attempts the last decline is replayed", async () => {
    const key = newKey();
    const body = order({ paymentMethod: "pm_card_chargeDeclinedLostCard" });
    let last = await api().create(key, body);
    for (let attempt = 2; attempt <= 15; attempt += 1) last = await api().create(key, body);
    const problem = expectProblem(last, 402, "payment_declined");
    expectRetry(problem, false, true);
    const sends = await installation.simulator.sends(problem.payment.id);
    expect(sends).toHaveLength(isConflict ? 15 : 1);
    const again = await api().create(key, body);
    expect(again.text).toBe(last.text);
    expect(again.headers["idempotent-replayed"]).toBe("true");
    expect(await installation.simulator.sends(problem.payment.id)).toHaveLength(sends.length);
  });

  test.each([["rate_limited_429*1", "processor_unavailable"], ["unauthorized_401*1", "processor_misconfigured"]] as const)(
    "row 8: duplicate of failed (%s) executes again: the same attempt under the same processor key", async (fault, code) => {
      const key = newKey();
      expectProblem(await api().create(key, order({}, fault)), 503, code);
      const again = await api().create(key, order({}, fault));
      const payment = expectPayment(again, 201, "succeeded");
      expectKeyHeaders(again, key, { stored: true });
      expect(again.headers["idempotent-replayed"]).toBeUndefined();
      expect(payment.attempts).toMatchObject([{ status: "succeeded", sends: [{ outcome: "failed" }, { outcome: "succeeded" }] }]);
      const sends = await installation.simulator.sends(payment.id);
      expect(new Set(sends.map((send) => send.idempotencyKey)).size).toBe(1);
      expect(await installation.simulator.charges(payment.id)).toHaveLength(1);
    },
  );

  test("row 8: executing again asynchronously", async () => {
    const key = newKey();
    expectProblem(await api().create(key, order({}, "rate_limited_429*1")), 503, "processor_unavailable");
    const again = await api().create(key, order({}, "rate_limited_429*1"), { prefer: "respond-async" });
    expectPayment(again, 202, "pending");
    expect(again.headers["preference-applied"]).toBe("respond-async");
    await keyReaches(api(), key, "succeeded");
  });

  test("row 8c: duplicate of 3c: the 400 replayed, marked", async () => {
    const key = newKey();
    const first = await api().create(key, order({ paymentMethod: "pm_card_missing" }));
    const { payment } = expectProblem(first, 400, "processor_rejected");
    const again = await api().create(key, order({ paymentMethod: "pm_card_missing" }));
    expectReplayOf(again, first);
    expectKeyHeaders(again, key, { stored: true });
    expect(await installation.simulator.sends(payment.id)).toHaveLength(1);
  });

  test("row 9: first in flight: waits and answers as row 6", async () => {
    const key = newKey();
    const sending = api().create(key, order({}, "slow:1200"));
    const { id } = await keyReaches(api(), key, "pending");
    const again = await api().create(key, order({}, "slow:1200"));
    const first = await sending;
    expectPayment(first, 201, "succeeded");
    if (isConflict) expect(expectProblem(again, 409, "payment_already_completed").completed).toBe(true);
    else expectReplayOf(again, first);
    expect(await installation.simulator.charges(id)).toHaveLength(1);
  });

  test("row 9: its patience ends first", async () => {
    const key = newKey();
    const sending = api().create(key, order({}, "slow:1300"));
    const { id } = await keyReaches(api(), key, "pending");
    const again = await api().create(key, order({}, "slow:1300"), { prefer: "wait=0" });
    expectLocation(again, id);
    expectRetryAfter(again);
    expectKeyHeaders(again, key, { stored: false });
    if (isConflict) expectPayment(again, 202, "pending");
    else expect(expectProblem(again, 409, "idempotency_key_in_use").completed).toBe(false);
    expectRetry(jsonOf(again), true, false);
    await sending;
  });

  test("row 9: a duplicate that says respond-async never waits: 202 while in flight", async () => {
    const key = newKey();
    const sending = api().create(key, order({}, "slow:1300"));
    await keyReaches(api(), key, "pending");
    const again = await api().create(key, order({}, "slow:1300"), { prefer: "respond-async" });
    expectPayment(again, 202, "pending");
    expect(again.headers["preference-applied"]).toBe("respond-async");
    await sending;
  });

  test("row 11: same key, different body → 422 idempotency_key_reused, and which fields differ", async () => {
    const key = newKey();
    const first = await api().create(key, order({ reference: "a", metadata: { a: "1", b: "2" } }));
    const different = { ...order({ amount: 1251, reference: "b-secret", metadata: { a: "1", b: "3", c: "4" } }) };
    const again = await api().create(key, different);
    const problem = expectProblem(again, 422, "idempotency_key_reused");
    expectRetry(problem, false, false);
    expect(problem.differs?.toSorted()).toEqual(["/amount", "/metadata/b", "/metadata/c", "/reference"]);
    expect(again.text).not.toContain("b-secret");
    expect(again.text).not.toContain("1250");
    expectKeyHeaders(again, key, { stored: true });
    expect((await api().payment(jsonOf(first).id)).status).toBe("succeeded");
  });

  test("row 11: compared before anything else: while the first is in flight, and when it is contradicted", async () => {
    const key = newKey();
    const sending = api().create(key, order({}, "slow:1000"));
    await keyReaches(api(), key, "pending");
    expect(expectProblem(await api().create(key, order({ amount: 9 }, "slow:1000")), 422, "idempotency_key_reused").differs).toEqual(["/amount"]);
    await sending;
    const contradicted = newKey();
    await api().create(contradicted, order({}, "wrong_amount"));
    expectProblem(await api().create(contradicted, order({ amount: 9 }, "wrong_amount")), 422, "idempotency_key_reused");
  });

  test("row 11: field order, white space and number spelling do not matter; preferences neither", async () => {
    const key = newKey();
    const first = await api().create(key, { amount: 10, currency: "EUR", paymentMethod: "pm_card_visa" });
    for (const body of ['{ "paymentMethod":"pm_card_visa",\n"currency":"EUR", "amount": 10.0 }', '{"currency":"EUR","amount":1e1,"paymentMethod":"pm_card_visa"}']) {
      const again = await api().send({ method: "POST", path: "/api/v1/payments", body, headers: { "Content-Type": "application/json", "Idempotency-Key": key, Prefer: "handling=strict, wait=x" } });
      if (isConflict) expectProblem(again, 409, "payment_already_completed");
      else expectReplayOf(again, first);
    }
  });

  test("row 13: duplicate of a contradicted payment", async () => {
    const key = newKey();
    await api().create(key, order({}, "wrong_currency"));
    const again = await api().create(key, order({}, "wrong_currency"));
    expectKeyHeaders(again, key, { stored: false });
    if (isConflict) {
      expectPayment(again, 202, "contradicted");
      expectRetryAfter(again);
    } else expect(expectProblem(again, 409, "payment_contradicted").completed).toBe(false);
    expectRetry(jsonOf(again), false, false);
    const record = await api().keyRecord(key);
    expect(record.state).toBe("contradicted");
    expectRetry(record, false, false);
    expect(await installation.simulator.sends(record.payment.id)).toHaveLength(1);
  });
});
