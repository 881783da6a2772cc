import { afterAll, beforeAll, expect, it } from "vitest";
import { query } from "@/lib/db/query";
import { decodeId } from "@/lib/id";
import { createPayment } from "./create-payment";
import { readDetailRows } from "./detail-rows";
import { type MoneyRig, startMoneyRig } from "./testing/money-rig";

let rig: MoneyRig;
beforeAll(async () => {
  rig = await startMoneyRig();
});
afterAll(() => rig.close());

it("a payment with thousands of refused sends is shown with its newest two hundred, oldest first", async () => {
  const merchant = await rig.merchant();
  const answer = await createPayment(rig.request(merchant, "many", { fault: "rate_limited_429" }));
  const id = decodeId("payment", JSON.parse(answer.body ?? "").paymentId) ?? "";
  await query("test_more_sends", `
    INSERT INTO sends (merchant_id, attempt_id, number, operation_kind, operation_id, fence, at, lease_expires_at, finished_at, outcome, code)
    SELECT merchant_id, attempt_id, n, operation_kind, operation_id, n, at + n * interval '1 s', lease_expires_at, finished_at, outcome, code
    FROM sends, generate_series(2, 3000) n WHERE merchant_id = $1 AND operation_id = $2`, [merchant.id, id]);
  const { sends } = await readDetailRows(merchant.id, id);
  expect(sends.map((send) => send.number)).toEqual(Array.from({ length: 200 }, (_, index) => 2801 + index));
});
