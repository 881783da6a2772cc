import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jsonOf } from "../fixtures/api-client";
import { eventually } from "../fixtures/eventually";
import { expectKeyHeaders, expectLocation, expectPayment, expectProblem, expectReplayOf, expectRetry, expectRetryAfter } from "../fixtures/expectations";
import { Installation, type TestMerchant } from "../fixtures/installation";
import { keyReaches, newKey, order, reaches } from "../fixtures/orders";

let installation: Installation;
const merchants = new Map<string, TestMerchant>();

beforeAll(async () => {
  // Long enough for some sends between two steps of the schedule, short enough to see the end of it.
  installation = await Installation.start({ settings: { LATCHKEY_FRESHNESS_MS: "6000" } });
  for (const policy of ["replay", "conflict"] as const) {
    merchants.set(policy, await installation.merchant({ policy }));
    merchants.set(`async ${policy}`, await installation.merchant({ policy, answer: "async" }));
  }
});
afterAll(() => installation?.close());

describe.each(["replay", "conflict"] as const)("section 4 under policy %s: row 5", (policy) => {
  const api = () => merchants.get(policy)?.api ?? expect.fail("no merchant");
  const asyncApi = () => merchants.get(`async ${policy}`)?.api ?? expect.fail("no merchant");
  const isConflict = policy === "conflict";
  const async = { prefer: "respond-async" };

  test("row 5: Prefer: respond-async → 202 at once, pending, Preference-Applied; the worker does it", async () => {
    const key = newKey();
    const answer = await api().create(key, order(), async);
    const payment = expectPayment(answer, 202, "pending");
    expect(answer.headers["preference-applied"]).toBe("respond-async");
    expectLocation(answer, payment.id);
    expectRetryAfter(answer);
    expectRetry(jsonOf(answer), true, false);
    expectKeyHeaders(answer, key, { stored: false });
    expect(payment.attempts).toMatchObject([{ status: "queued", startedAt: null, sends: [] }]);
    await reaches(api(), payment.id, "succeeded");
    expect(await installation.simulator.charges(payment.id)).toHaveLength(1);
    const again = await api().create(key, order());
    if (isConflict) expectProblem(again, 409, "payment_already_completed");
    else expect(again.status).toBe(201);
  });

  test("row 5: after 3a it is sent again under the same processor key; between sends the attempt is failed and the payment pending", async () => {
    const key = newKey();
    const { id } = jsonOf(await api().create(key, order({}, "rate_limited_429*2"), async));
    const between = await eventually("a send was refused", async () => {
      const payment = await api().payment(id);
      return payment.attempts[0]?.sends.some((send) => send.outcome === "failed") && payment.status === "pending" ? payment : null;
    });
    expect(between.attempts[0]?.status).toMatch(/failed|dispatched/);
    expectRetry(await api().keyRecord(key), true, false);
    const duplicate = await api().create(key, order({}, "rate_limited_429*2"), async);
    if (duplicate.status === 202) expectRetry(jsonOf(duplicate), true, false);
    const settled = await reaches(api(), id, "succeeded");
    expect(settled.attempts).toMatchObject([{ sends: [{ outcome: "failed" }, { outcome: "failed" }, { outcome: "succeeded" }] }]);
    const sends = await installation.simulator.sends(id);
    expect(new Set(sends.map((send) => send.idempotencyKey)).size).toBe(1);
    expect(await installation.simulator.charges(id)).toHaveLength(1);
  });

  test("row 5: past the freshness limit it becomes failed, and the same key may try again", async () => {
    const key = newKey();
    const { id } = jsonOf(await api().create(key, order({}, "rate_limited_429"), async));
    const payment = await reaches(api(), id, "failed");
    expect(payment).toMatchObject({ failureCode: "processor_unavailable", attempts: [{ status: "failed" }] });
    expect(payment.attempts[0]?.sends.length).toBeGreaterThan(1);
    const sends = (await installation.simulator.sends(id)).length;
    expectRetry(await api().keyRecord(key), true, true);
    const again = await api().create(key, order({}, "rate_limited_429"));
    expectProblem(again, 503, "processor_unavailable");
    expect(await installation.simulator.sends(id)).toHaveLength(sends + 1);
  });

  test.each([["unauthorized_401", "processor_misconfigured"], ["bad_request_400", "processor_rejected"]])(
    "row 5: after 3b or 3c (%s) it is failed at once", async (fault, failureCode) => {
      const { id } = jsonOf(await api().create(newKey(), order({}, fault), async));
      expect(await reaches(api(), id, "failed")).toMatchObject({ failureCode });
      expect(await installation.simulator.sends(id)).toHaveLength(1);
    },
  );

  test("row 5: declined by the worker, told to a duplicate as row 7", async () => {
    const key = newKey();
    const body = order({ paymentMethod: "pm_card_chargeDeclined" });
    const { id } = jsonOf(await api().create(key, body, async));
    await reaches(api(), id, "declined");
    const again = await api().create(key, body);
    const problem = expectProblem(again, 402, "payment_declined");
    if (!isConflict) {
      expect(problem.payment.attempts).toHaveLength(1);
      expectReplayOf(await api().create(key, body), { ...again, headers: { ...again.headers, "request-id": String(again.headers["original-request-id"]) } });
    } else expect(problem.payment.attempts).toHaveLength(2);
  });

  test("a merchant whose answers are asynchronous gets row 5 without being asked, and no Preference-Applied", async () => {
    const key = newKey();
    const answer = await asyncApi().create(key, order({}, "slow:1200"));
    const payment = expectPayment(answer, 202, "pending");
    expect(answer.headers["preference-applied"]).toBeUndefined();
    const duplicate = await asyncApi().create(key, order({}, "slow:1200"));
    expect(expectPayment(duplicate, 202, "pending").id).toBe(payment.id);
    expect(duplicate.headers["preference-applied"]).toBeUndefined();
    await keyReaches(asyncApi(), key, "succeeded");
    expect(await installation.simulator.charges(payment.id)).toHaveLength(1);
  });
});

test("a merchant whose answers are asynchronous: executing again is queued too", async () => {
  const { api } = merchants.get("async replay") ?? expect.fail();
  const key = newKey();
  const body = order({}, "unauthorized_401*1");
  await api.create(key, body);
  await keyReaches(api, key, "failed");
  const again = await api.create(key, body);
  expectPayment(again, 202, "pending");
  expect(again.headers["preference-applied"]).toBeUndefined();
  const settled = await keyReaches(api, key, "succeeded");
  expect(await installation.simulator.sends(settled.id)).toHaveLength(2);
});

describe("row 5 where no worker runs", () => {
  test("row 5: a queued payment counts as in flight: duplicates wait for it, and a worker that starts does it", async () => {
    for (const worker of installation.workers) await worker.stop();
    // What is queued here stays fresh for as long as a worker takes to start on a busy machine.
    const { origin } = await installation.startWeb({ LATCHKEY_FRESHNESS_MS: "600000" });
    const replay = merchants.get("replay")?.api.at(origin) ?? expect.fail();
    const conflict = merchants.get("conflict")?.api.at(origin) ?? expect.fail();
    const keys = [newKey(), newKey()] as const;
    await replay.create(keys[0], order(), { prefer: "respond-async" });
    await conflict.create(keys[1], order(), { prefer: "respond-async" });
    expectProblem(await replay.create(keys[0], order(), { prefer: "wait=1" }), 409, "idempotency_key_in_use");
    expectPayment(await conflict.create(keys[1], order(), { prefer: "wait=1" }), 202, "pending");
    const waiting = [replay.create(keys[0], order(), { prefer: "wait=30" }), conflict.create(keys[1], order(), { prefer: "wait=30" })] as const;
    await installation.startWorker();
    expectPayment(await waiting[0], 201, "succeeded");
    expectProblem(await waiting[1], 409, "payment_already_completed");
  });
});
