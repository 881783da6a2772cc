import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recoverAttempts } from "@/lib/attempts/recover-attempts";
import { createPayment } from "./create-payment";
import { type MoneyRig, startMoneyRig } from "./testing/money-rig";

let rig: MoneyRig;
beforeAll(async () => {
  rig = await startMoneyRig();
});
afterAll(() => rig.close());

const bodyOf = (answer: { body: string | null }) => JSON.parse(answer.body ?? "null");

describe("the first request", () => {
  it("row 1: succeeded is 201 with the payment, charged once", async () => {
    const merchant = await rig.merchant();
    const answer = await createPayment(rig.request(merchant, "row-1"));
    expect(bodyOf(answer)).toMatchObject({ status: "succeeded", amount: 1999, attempts: [{ status: "succeeded", sends: [{ outcome: "succeeded" }] }] });
    expect(answer.status).toBe(201);
    expect(await rig.charges(bodyOf(answer).id)).toHaveLength(1);
  });

  it("row 6: a duplicate gets the same bytes under replay, and 409 under conflict", async () => {
    for (const policy of ["replay", "conflict"] as const) {
      const merchant = await rig.merchant({ policy });
      const first = await createPayment(rig.request(merchant, "row-6"));
      const second = await createPayment(rig.request(merchant, "row-6"));
      if (policy === "replay") {
        expect(second.body).toBe(first.body);
        expect(second.headers["Idempotent-Replayed"]).toBe("true");
      } else expect(bodyOf(second)).toMatchObject({ status: 409, code: "payment_already_completed", completed: true });
      expect(await rig.charges(bodyOf(first).id)).toHaveLength(1);
    }
  });

  it("row 4: charge-then-500 is 202 unknown, and recovery finds the one charge", async () => {
    const merchant = await rig.merchant();
    const first = await createPayment(rig.request(merchant, "row-4", { fault: "charge_then_500" }));
    expect(first.status).toBe(202);
    expect(bodyOf(first)).toMatchObject({ status: "unknown", retry: { sameKey: true, newKey: false } });
    await expect.poll(async () => {
      await (await recoverAttempts()).done;
      return (await createPayment(rig.request(merchant, "row-4", { fault: "charge_then_500", waitS: 0 }))).status;
    }, { timeout: 5_000 }).toBe(201);
    expect(await rig.charges(bodyOf(first).id)).toHaveLength(1);
  });

  it("row 5: respond-async is 202 at once, and the worker sends it", async () => {
    const merchant = await rig.merchant();
    const first = await createPayment(rig.request(merchant, "row-5", { respondAsync: true }));
    expect(first.status).toBe(202);
    expect(first.headers["Preference-Applied"]).toBe("respond-async");
    await expect.poll(async () => {
      await (await recoverAttempts()).done;
      return (await createPayment(rig.request(merchant, "row-5", { respondAsync: true }))).status;
    }, { timeout: 5_000 }).toBe(201);
    expect(await rig.charges(bodyOf(first).id)).toHaveLength(1);
  });
});
