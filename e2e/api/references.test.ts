import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectLocation, expectPayment, expectProblem, expectRetry } from "../fixtures/expectations";
import { Installation, type TestMerchant } from "../fixtures/installation";
import { resolve } from "../fixtures/operators";
import { created, newKey, order } from "../fixtures/orders";

let installation: Installation;
const merchants = new Map<string, TestMerchant>();

beforeAll(async () => {
  installation = await Installation.start();
  for (const policy of ["replay", "conflict"] as const) merchants.set(policy, await installation.merchant({ policy, uniqueReference: true }));
});
afterAll(() => installation?.close());

describe.each(["replay", "conflict"] as const)("uniqueReference under policy %s", (policy) => {
  const merchant = () => merchants.get(policy) ?? expect.fail("no merchant");
  const api = () => merchant().api;

  test.each([
    ["pending", "slow:1200", "wait=0", false],
    ["unknown", "list_down:3000", undefined, false],
    ["succeeded", undefined, undefined, true],
    ["contradicted", "wrong_amount", undefined, false],
  ] as const)("a reference that is %s is in use: 409 with that payment's id and completed; nothing is stored", async (status, fault, prefer, completed) => {
    const reference = newKey("ref");
    const holder = await created(api(), newKey(), order({ reference }, fault), prefer);
    expect(holder.status).toBe(status);
    const key = newKey();
    const answer = await api().create(key, order({ reference }));
    const problem = expectProblem(answer, 409, "reference_in_use");
    expect(problem).toMatchObject({ paymentId: holder.id, completed });
    expectRetry(problem, false, false);
    expectLocation(answer, holder.id);
    expect((await api().get(`/api/v1/idempotency-keys/${key}`)).status).toBe(404);
  });

  test.each([
    ["declined", order({ paymentMethod: "pm_card_chargeDeclined" })],
    ["failed", order({}, "rate_limited_429")],
    ["failed", order({ paymentMethod: "pm_card_missing" })],
  ] as const)("%s lets go of the reference", async (status, body) => {
    const reference = newKey("ref");
    expect((await created(api(), newKey(), { ...body, reference })).status).toBe(status);
    expectPayment(await api().create(newKey(), order({ reference })), 201, "succeeded");
  });

  test("executing again claims anew; where it can't: 409 reference_in_use, nothing sent, nothing changed", async () => {
    const reference = newKey("ref");
    const key = newKey();
    const body = order({ reference }, "rate_limited_429*1");
    const failed = await created(api(), key, body);
    expect(failed.status).toBe("failed");
    const other = expectPayment(await api().create(newKey(), order({ reference })), 201, "succeeded");
    const answer = await api().create(key, body);
    expect(expectProblem(answer, 409, "reference_in_use")).toMatchObject({ paymentId: other.id, completed: true });
    expect(await installation.simulator.sends(failed.id)).toHaveLength(1);
    expect(await api().payment(failed.id)).toEqual(failed);
  });

  test("executing again claims it where it is free, and then holds it", async () => {
    const reference = newKey("ref");
    const key = newKey();
    const body = order({ reference }, "rate_limited_429*1");
    await created(api(), key, body);
    const again = expectPayment(await api().create(key, body), 201, "succeeded");
    expect(expectProblem(await api().create(newKey(), order({ reference })), 409, "reference_in_use").paymentId).toBe(again.id);
  });

  test("→ contradicted keeps the claim it has; resolved as failed, it is let go", async () => {
    const reference = newKey("ref");
    const holder = await created(api(), newKey(), order({ reference }, "wrong_amount"));
    expect(await resolve(installation, merchant(), holder.id, "failed")).toBe("approved");
    expectPayment(await api().create(newKey(), order({ reference })), 201, "succeeded");
  });

  test("two payments without a reference, and two merchants with one, are nobody's conflict", async () => {
    expect((await api().create(newKey(), order())).status).toBe(201);
    expect((await api().create(newKey(), order())).status).toBe(201);
    const reference = newKey("ref");
    const stranger = await installation.merchant({ policy, uniqueReference: true });
    expect((await api().create(newKey(), order({ reference }))).status).toBe(201);
    expect((await stranger.api.create(newKey(), order({ reference }))).status).toBe(201);
  });

  test("off: equal references, and equal bodies under two keys, are two payments", async () => {
    const lenient = await installation.merchant({ policy });
    const body = order({ reference: newKey("ref") });
    const [one, two] = [expectPayment(await lenient.api.create(newKey(), body), 201, "succeeded"), expectPayment(await lenient.api.create(newKey(), body), 201, "succeeded")];
    expect(one.id).not.toBe(two.id);
  });
});
