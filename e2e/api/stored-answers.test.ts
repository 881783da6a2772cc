import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jsonOf } from "../fixtures/api-client";
import { expectKeyHeaders, expectPayment, expectProblem, expectReplayOf, expectRetry } from "../fixtures/expectations";
import { Installation, type TestMerchant } from "../fixtures/installation";
import { resolve, uuidOf } from "../fixtures/operators";
import { created, newKey, order, reaches } from "../fixtures/orders";

/** The shortest retention there is, and a little more. */
const PAST_RETENTION_MS = 1_100;

let installation: Installation;
const merchants = new Map<string, TestMerchant>();

beforeAll(async () => {
  installation = await Installation.start();
  for (const policy of ["replay", "conflict"] as const) {
    merchants.set(policy, await installation.merchant({ policy }));
    merchants.set(`short ${policy}`, await installation.merchant({ policy, resultRetentionS: 1 }));
  }
});
afterAll(() => installation?.close());

describe.each(["replay", "conflict"] as const)("section 4 under policy %s: answers that are kept", (policy) => {
  const merchant = () => merchants.get(policy) ?? expect.fail("no merchant");
  const short = () => merchants.get(`short ${policy}`)?.api ?? expect.fail("no merchant");
  const api = () => merchant().api;
  const isConflict = policy === "conflict";

  test("row 12: succeeded, and its answer past its retention", async () => {
    const key = newKey();
    const { id } = jsonOf(await short().create(key, order()));
    await sleep(PAST_RETENTION_MS);
    const again = await short().create(key, order());
    const problem = expectProblem(again, 409, isConflict ? "payment_already_completed" : "idempotency_result_expired");
    expect(problem).toMatchObject({ paymentId: id, paymentStatus: "succeeded", completed: true });
    expectRetry(problem, false, false);
    expectKeyHeaders(again, key, { stored: true });
    expect(await installation.simulator.sends(id)).toHaveLength(1);
  });

  test.each([
    ["declined", { paymentMethod: "pm_card_chargeDeclined" }],
    ["failed", { paymentMethod: "pm_card_missing" }],
  ] as const)("row 12: %s, and its answer past its retention: never executed again", async (status, changes) => {
    const key = newKey();
    const { payment } = jsonOf(await short().create(key, order(changes)));
    await sleep(PAST_RETENTION_MS);
    const again = await short().create(key, order(changes));
    const problem = expectProblem(again, isConflict ? 410 : 409, "idempotency_result_expired");
    expect(problem).toMatchObject({ paymentId: payment.id, paymentStatus: status });
    if (!isConflict) expect(problem.completed).toBe(false);
    expectRetry(problem, false, true);
    expect(await installation.simulator.sends(payment.id)).toHaveLength(1);
    expectProblem(await short().create(key, order({ ...changes, amount: 1 })), 422, "idempotency_key_reused");
  });

  test("row 12: the erased body is gone and the key stays refused", async () => {
    const key = newKey();
    await short().create(key, order());
    await installation.sql("UPDATE idempotency_keys SET answer_body = NULL, expires_at = now() - interval '1 s' WHERE key = $1", [key]);
    expectProblem(await short().create(key, order()), 409, isConflict ? "payment_already_completed" : "idempotency_result_expired");
    expectRetry(await short().keyRecord(key), false, false);
  });

  test("row 8: a failed payment has no stored answer and never expires", async () => {
    const key = newKey();
    await short().create(key, order({}, "rate_limited_429*1"));
    await sleep(PAST_RETENTION_MS);
    expectPayment(await short().create(key, order({}, "rate_limited_429*1")), 201, "succeeded");
  });

  test.each([["succeeded", 201], ["declined", 402], ["failed", 410]] as const)("row 8d: resolved by two operators from contradicted as %s: never executes", async (verdict, status) => {
    const key = newKey();
    const body = order({}, "wrong_amount");
    const { id } = await created(api(), key, body);
    expect(await resolve(installation, merchant(), id, verdict)).toBe("approved");
    const again = await api().create(key, body);
    expectKeyHeaders(again, key, { stored: true });
    if (verdict === "succeeded") {
      if (isConflict) expectProblem(again, 409, "payment_already_completed");
      else expect(expectPayment(again, status, "succeeded").id).toBe(id);
    } else {
      const problem = expectProblem(again, status, verdict === "failed" ? "payment_resolved" : "payment_declined");
      expectRetry(problem, false, true);
      expect(problem.payment.status).toBe(verdict);
      const third = await api().create(key, body);
      expectReplayOf(third, { ...again, headers: { ...again.headers, "request-id": String(again.headers["original-request-id"]) } });
    }
    expect(await installation.simulator.sends(id)).toHaveLength(1);
  });

  test("row 8d: a resolution replaces the stored answer and starts its retention again; the old one stays as evidence", async () => {
    const key = newKey();
    // The processor charges twice: the first answer is 201 and stored, the look-up finds the other charge later.
    const first = await api().create(key, order({}, "duplicate_charge"));
    const { id } = expectPayment(first, 201, "succeeded");
    await reaches(api(), id, "contradicted");
    expect(await resolve(installation, merchant(), id, "failed")).toBe("approved");
    const again = await api().create(key, order({}, "duplicate_charge"));
    expectProblem(again, 410, "payment_resolved");
    expect(Date.parse(String(again.headers["idempotency-expires"]))).toBeGreaterThan(Date.parse(String(first.headers["idempotency-expires"])));
    const evidence = await installation.sql("SELECT body FROM evidence WHERE operation_id = $1 AND source = 'verdict'", [uuidOf("payment", id)]);
    expect(evidence).toEqual([{ body: first.text }]);
  });

  test("a verdict on an unknown payment closes it as failed by a person's word: row 8, and a new key is not safe", async () => {
    const key = newKey();
    const body = order({}, "list_down:8000");
    const { id } = expectPayment(await api().create(key, body), 202, "unknown");
    expect(await resolve(installation, merchant(), id, "failed")).toBe("approved");
    const record = await api().keyRecord(key);
    expect(record.state).toBe("failed");
    expectRetry(record, true, false);
    const again = await api().create(key, body);
    expectRetry(expectProblem(again, 503, "processor_unavailable"), true, false);
    expect(await installation.simulator.sends(id)).toHaveLength(1);
  });
});
