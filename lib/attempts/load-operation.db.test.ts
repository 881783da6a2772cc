import { afterAll, beforeAll, expect, it } from "vitest";
import { query } from "@/lib/db/query";
import { decodeId } from "@/lib/id";
import { createPayment } from "@/lib/payments/create-payment";
import { type MoneyRig, startMoneyRig } from "@/lib/payments/testing/money-rig";
import { loadOperation } from "./load-operation.sql";

let rig: MoneyRig;
beforeAll(async () => {
  rig = await startMoneyRig();
});
afterAll(() => rig.close());

it("an attempt with thousands of refused sends is read with the newest hundred, and with every one that proves nothing", async () => {
  const merchant = await rig.merchant();
  const answer = await createPayment(rig.request(merchant, "many", { fault: "rate_limited_429" }));
  const id = decodeId("payment", JSON.parse(answer.body ?? "").paymentId) ?? "";
  const before = await loadOperation(merchant.id, id);
  await query("test_more_sends", `
    INSERT INTO sends (merchant_id, attempt_id, number, operation_kind, operation_id, fence, at, lease_expires_at, finished_at, outcome, code)
    SELECT merchant_id, attempt_id, n, operation_kind, operation_id, n, at, lease_expires_at, finished_at, CASE WHEN n = 7 THEN 'unknown'::outcome ELSE outcome END, code
    FROM sends, generate_series(2, 3000) n WHERE merchant_id = $1 AND operation_id = $2`, [merchant.id, id]);
  await query("test_send_count", "UPDATE attempts SET send_count = 3000 WHERE merchant_id = $1 AND operation_id = $2", [merchant.id, id]);
  const after = await loadOperation(merchant.id, id);
  expect(before?.sends.map((send) => send.number)).toEqual([1]);
  expect(after?.sends.map((send) => send.number)).toEqual([7, ...Array.from({ length: 100 }, (_, index) => 2901 + index)]);
});
