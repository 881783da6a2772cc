import { afterAll, beforeAll, expect, it } from "vitest";
import { decodeId } from "@/lib/id";
import { createPayment } from "./create-payment";
import { selectEqualPayments } from "./equal-payments.sql";
import { type MoneyRig, startMoneyRig } from "./testing/money-rig";

let rig: MoneyRig;
beforeAll(async () => {
  rig = await startMoneyRig();
});
afterAll(() => rig.close());

it("equal bodies under two keys are two payments, shown to operators and never merged", async () => {
  const merchant = await rig.merchant();
  const other = await rig.merchant();
  const idOf = async (key: string, whose = merchant, body?: Record<string, unknown>) => {
    const answer = await createPayment(rig.request(whose, key, { body }));
    expect(answer.status).toBe(201);
    return decodeId("payment", JSON.parse(answer.body ?? "").id) ?? "";
  };
  const first = await idOf("a");
  const second = await idOf("b");
  await idOf("c", merchant, { amount: 2000 });
  await idOf("d", other);
  expect((await selectEqualPayments(merchant.id, first)).map((row) => row.id)).toEqual([second]);
  expect((await selectEqualPayments(merchant.id, second)).map((row) => row.id)).toEqual([first]);
});
