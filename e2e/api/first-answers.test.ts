import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jsonOf } from "../fixtures/api-client";
import { expectKeyHeaders, expectLocation, expectPayment, expectProblem, expectRetry, expectRetryAfter } from "../fixtures/expectations";
import { Installation, type TestMerchant } from "../fixtures/installation";
import { keyReaches, newKey, order, reaches } from "../fixtures/orders";

let installation: Installation;
const merchants = new Map<string, TestMerchant>();

beforeAll(async () => {
  installation = await Installation.start();
  for (const policy of ["replay", "conflict"] as const) merchants.set(policy, await installation.merchant({ policy }));
});
afterAll(() => installation?.close());

describe.each(["replay", "conflict"] as const)("section 4 under policy %s: the first request", (policy) => {
  const api = () => merchants.get(policy)?.api ?? expect.fail("no merchant");
  const isConflict = policy === "conflict";

  test("row 1: succeeded → 201, the payment, Location", async () => {
    const key = newKey();
    const answer = await api().create(key, order({ reference: "order 1001", description: "A book", metadata: { basket: "7" } }));
    const payment = expectPayment(answer, 201, "succeeded");
    expectLocation(answer, payment.id);
    expectKeyHeaders(answer, key, { stored: true });
    expect(answer.headers["idempotent-replayed"]).toBeUndefined();
    expect(payment).toMatchObject({ amount: 1250, currency: "EUR", reference: "order 1001", description: "A book", metadata: { basket: "7" }, idempotencyKey: key, stuck: false });
    expect(payment.attempts).toMatchObject([{ status: "succeeded", processorReference: payment.processorReference, sends: [{ outcome: "succeeded" }] }]);
    expect(payment.attempts[0]?.processorKey).toMatch(/^[A-Za-z0-9-]{1,36}$/);
    const charges = await installation.simulator.charges(payment.id);
    expect(charges).toMatchObject([{ amount: 1250, currency: "eur", attempt: payment.attempts[0]?.id, idempotencyKey: payment.attempts[0]?.processorKey }]);
  });

  test("row 2: declined → 402 payment_declined with the payment", async () => {
    const key = newKey();
    const answer = await api().create(key, order({ paymentMethod: "pm_card_chargeDeclinedInsufficientFunds" }));
    const problem = expectProblem(answer, 402, "payment_declined");
    expect(problem.payment).toMatchObject({ status: "declined", declineCode: "insufficient_funds" });
    expectRetry(problem, isConflict, true);
    expectLocation(answer, problem.payment.id);
    expectKeyHeaders(answer, key, { stored: true });
    expect(await installation.simulator.charges(problem.payment.id)).toEqual([]);
  });

  test("row 3a: the processor said 429 → 503 processor_unavailable, Retry-After; the same key may try again", async () => {
    const key = newKey();
    const answer = await api().create(key, order({}, "rate_limited_429"));
    const problem = expectProblem(answer, 503, "processor_unavailable");
    expectRetryAfter(answer);
    expectRetry(problem, true, true);
    expectKeyHeaders(answer, key, { stored: false });
    expect((await keyReaches(api(), key, "failed")).attempts).toMatchObject([{ status: "failed", sends: [{ outcome: "failed" }] }]);
  });

  test.each(["unauthorized_401", "forbidden_403"])("row 3b: our credentials were refused (%s) → 503 processor_misconfigured, Retry-After", async (fault) => {
    const key = newKey();
    const answer = await api().create(key, order({}, fault));
    const problem = expectProblem(answer, 503, "processor_misconfigured");
    expectRetryAfter(answer);
    expectRetry(problem, true, true);
    expectKeyHeaders(answer, key, { stored: false });
    const [connection] = await installation.sql("SELECT credentials_refused_at FROM connections c JOIN merchants m ON m.id = c.merchant_id WHERE m.name = $1", [merchants.get(policy)?.name]);
    expect(connection?.credentials_refused_at).toBeInstanceOf(Date);
  });

  test.each([
    ["a payment method that does not exist", order({ paymentMethod: "pm_card_missing" }), "resource_missing", "payment_method"],
    ["400", order({}, "bad_request_400"), expect.anything(), expect.anything()],
    ["404", order({}, "not_found_404"), expect.anything(), expect.anything()],
  ])("row 3c: the processor found the request itself wrong (%s) → 400 processor_rejected, its code and field", async (_, body, code, field) => {
    const key = newKey();
    const answer = await api().create(key, body);
    const problem = expectProblem(answer, 400, "processor_rejected");
    expect(problem).toMatchObject({ processorCode: code, processorField: field, payment: { status: "failed" } });
    expectRetry(problem, false, true);
    expectKeyHeaders(answer, key, { stored: true });
  });

  test("row 4: outcome unknown → 202, status unknown, Location, Retry-After; it settles, charged once", async () => {
    const key = newKey();
    const answer = await api().create(key, order({}, "charge_then_500"));
    const payment = expectPayment(answer, 202, "unknown");
    expectLocation(answer, payment.id);
    expectRetryAfter(answer);
    expectRetry(jsonOf(answer), true, false);
    expectKeyHeaders(answer, key, { stored: false });
    await reaches(api(), payment.id, "succeeded");
    expect(await installation.simulator.charges(payment.id)).toHaveLength(1);
  });

  test("row 4b: Prefer: wait=1 and the processor takes longer → 202 pending; the call goes on", async () => {
    const key = newKey();
    const answer = await api().create(key, order({}, "slow:1400"), { prefer: "wait=1" });
    const payment = expectPayment(answer, 202, "pending");
    expectLocation(answer, payment.id);
    expectRetry(jsonOf(answer), true, false);
    await reaches(api(), payment.id, "succeeded");
    expect(await installation.simulator.sends(payment.id)).toHaveLength(1);
  });

  test("row 4b: Prefer: wait=0 answers at once", async () => {
    const answer = await api().create(newKey(), order({}, "slow:300"), { prefer: "wait=0" });
    const payment = expectPayment(answer, 202, "pending");
    expect(answer.headers["preference-applied"]).toBeUndefined();
    await reaches(api(), payment.id, "succeeded");
  });

  test("row 4b: nobody resends after 3a: the payment is then failed", async () => {
    const key = newKey();
    expect((await api().create(key, order({}, "rate_limited_429"), { prefer: "wait=0" })).status).toBe(202);
    const payment = await keyReaches(api(), key, "failed");
    expect(await installation.simulator.sends(payment.id)).toHaveLength(1);
  });

  test("row 4b: the client hangs up and the call goes on", async () => {
    const key = newKey();
    const patience = new AbortController();
    const sending = api().create(key, order({}, "slow:1000"), { signal: patience.signal });
    await keyReaches(api(), key, "pending");
    patience.abort();
    await expect(sending).rejects.toThrow();
    const payment = await keyReaches(api(), key, "succeeded");
    expect(await installation.simulator.charges(payment.id)).toHaveLength(1);
    expect(payment.attempts[0]?.sends).toHaveLength(1);
  });

  test("row 13: the first answer to money in another amount → contradicted, at once", async () => {
    const key = newKey();
    const answer = await api().create(key, order({}, "wrong_amount"));
    if (isConflict) {
      const payment = expectPayment(answer, 202, "contradicted");
      expectRetryAfter(answer);
      expectRetry(jsonOf(answer), false, false);
      expectLocation(answer, payment.id);
    } else {
      const problem = expectProblem(answer, 409, "payment_contradicted");
      expect(problem.completed).toBe(false);
      expectRetry(problem, false, false);
    }
    expectKeyHeaders(answer, key, { stored: false });
  });

  test("row 14: key missing → 400 idempotency_key_missing with a link to what describes it", async () => {
    const answer = await api().create(undefined, order());
    const problem = expectProblem(answer, 400, "idempotency_key_missing");
    expect(answer.headers.link).toMatch(/^<[^>]+>; rel="describedby"$/);
    expectRetry(problem, true, false);
  });
});
