import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jsonOf } from "../fixtures/api-client";
import { eventually } from "../fixtures/eventually";
import { expectKeyHeaders, expectLocation, expectPayment, expectProblem, expectRetry, expectRetryAfter } from "../fixtures/expectations";
import { Installation, type TestMerchant } from "../fixtures/installation";
import { keyReaches, newKey, order, reaches } from "../fixtures/orders";

let installation: Installation;
const merchants = new Map<string, TestMerchant>();

beforeAll(async () => {
  // The schedule's first look is far away: only those who ask can settle a payment here.
  installation = await Installation.start({ settings: { LATCHKEY_RECOVERY_SCHEDULE: "1h" } });
  for (const policy of ["replay", "conflict"] as const) merchants.set(policy, await installation.merchant({ policy }));
});
afterAll(() => installation?.close());

describe.each(["replay", "conflict"] as const)("section 4 under policy %s: row 10", (policy) => {
  const merchant = () => merchants.get(policy) ?? expect.fail("no merchant");
  const api = () => merchant().api;
  const isConflict = policy === "conflict";

  test("row 10: a duplicate of an unknown payment asks the processor, sends nothing, and is told as row 6", async () => {
    const key = newKey();
    const body = order({}, "charge_then_500+notification_lost");
    const first = await api().create(key, body);
    const { id } = expectPayment(first, 202, "unknown");
    const again = await api().create(key, body);
    expectKeyHeaders(again, key, { stored: true });
    if (isConflict) expect(expectProblem(again, 409, "payment_already_completed").paymentId).toBe(id);
    else expect(expectPayment(again, 201, "succeeded").id).toBe(id);
    expect(await installation.simulator.sends(id)).toHaveLength(1);
    expect(await installation.simulator.charges(id)).toHaveLength(1);
  });

  test("row 10: declined in truth: told as row 7", async () => {
    const key = newKey();
    const body = order({}, "decline_then_500+notification_lost");
    const { id } = expectPayment(await api().create(key, body), 202, "unknown");
    const again = await api().create(key, body);
    if (!isConflict) expect(expectProblem(again, 402, "payment_declined").payment.id).toBe(id);
    // Under conflict a declined payment executes again, as a new attempt, which meets the same fault.
    else expect(expectPayment(again, 202, "unknown").attempts).toHaveLength(2);
    expect(await installation.simulator.charges(id)).toEqual([]);
  });

  test("row 10: the processor can't be asked → 202 with the current state", async () => {
    // An account of its own: its list is down for everybody who has it.
    const own = (await installation.merchant({ policy })).api;
    const key = newKey();
    const body = order({}, "list_down:60000");
    const { id } = expectPayment(await own.create(key, body), 202, "unknown");
    const again = await own.create(key, body);
    expect(expectPayment(again, 202, "unknown").id).toBe(id);
    expectLocation(again, id);
    expectRetryAfter(again);
    expectRetry(jsonOf(again), true, false);
    expectKeyHeaders(again, key, { stored: false });
    expect(await installation.simulator.sends(id)).toHaveLength(1);
  });

  test("row 10: Prefer: wait=0 answers at once, and what was asked still arrives", async () => {
    const key = newKey();
    const body = order({}, "charge_then_reset+notification_lost");
    const { id } = expectPayment(await api().create(key, body), 202, "unknown");
    await api().create(key, body, { prefer: "wait=0" });
    await reaches(api(), id, "succeeded");
  });

  test("row 10: many duplicates at once share one inquiry", async () => {
    const key = newKey();
    const body = order({}, "charge_then_500+notification_lost");
    const { id } = expectPayment(await api().create(key, body), 202, "unknown");
    const answers = await Promise.all(Array.from({ length: 20 }, () => api().create(key, body)));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([isConflict ? 409 : 201]));
    const evidence = await installation.sql("SELECT e.id FROM evidence e WHERE e.operation_id = (SELECT operation_id FROM idempotency_keys WHERE key = $1) AND e.source = 'inquiry'", [key]);
    expect(evidence).toHaveLength(1);
    expect(await installation.simulator.charges(id)).toHaveLength(1);
  });

  test("row 10: an orphan (its sender was killed) is asked about by the duplicate, never sent again by it", async () => {
    const [web, other] = [await installation.startWeb(), await installation.startWeb()];
    const key = newKey();
    const body = order({}, "charge_then_hang+notification_lost");
    const lost = api().at(web.origin).create(key, body).catch(() => null);
    const payment = await keyReaches(api(), key, "pending");
    await eventually("the charge is made", async () => (await installation.simulator.charges(payment.id)).length === 1);
    await web.process.kill9();
    await lost;
    const again = await api().at(other.origin).create(key, body, { prefer: "wait=15" });
    if (isConflict) expectProblem(again, 409, "payment_already_completed");
    else expectPayment(again, 201, "succeeded");
    expect(await installation.simulator.sends(payment.id)).toHaveLength(1);
    await other.process.stop();
  });
});
