import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { prisma } from "@/lib/db/prisma";
import { query } from "@/lib/db/query";
import { createPayment } from "@/lib/payments/create-payment";
import { type MoneyRig, startMoneyRig } from "@/lib/payments/testing/money-rig";
import { expireAnswers } from "./expire-answers";

let rig: MoneyRig;
beforeAll(async () => {
  rig = await startMoneyRig();
});
afterAll(() => rig.close());

const bodyOf = (answer: { body: string | null }) => JSON.parse(answer.body ?? "{}");
const keyOf = (merchantId: string) => prisma().idempotencyKey.findFirstOrThrow({ where: { merchantId } });
const dayPasses = (merchantId: string) =>
  query("", "UPDATE idempotency_keys SET answered_at = answered_at - interval '25 hours', expires_at = expires_at - interval '25 hours' WHERE merchant_id = $1", [merchantId]);

describe("row 12: an answer past its retention", () => {
  it.each([
    ["replay", "pm_card_visa", 409, "idempotency_result_expired", true],
    ["conflict", "pm_card_visa", 409, "payment_already_completed", true],
    ["replay", "pm_card_chargeDeclined", 409, "idempotency_result_expired", false],
    ["conflict", "pm_card_chargeDeclined", 410, "idempotency_result_expired", undefined],
  ] as const)("%s, %s: refused for ever, never executed again, before and after the cleaner", async (policy, paymentMethod, status, code, completed) => {
    const merchant = await rig.merchant({ policy });
    const request = rig.request(merchant, "expiring", { body: { paymentMethod } });
    const first = await createPayment(request);
    const id = bodyOf(first).id ?? bodyOf(first).paymentId;
    await dayPasses(merchant.id);
    for (const isCleaned of [false, true]) {
      if (isCleaned) await expireAnswers();
      expect((await keyOf(merchant.id)).answerBody === null).toBe(isCleaned);
      const answer = await createPayment(request);
      expect([answer.status, bodyOf(answer).code, bodyOf(answer).completed, bodyOf(answer).paymentId]).toEqual([status, code, completed, id]);
    }
    expect(await prisma().attempt.count({ where: { merchantId: merchant.id } })).toBe(1);
  });
});

describe("the cleaner", () => {
  it("touches no unfinished key, none without an answer, and none whose answer was stored again", async () => {
    const [open, failed, kept] = [await rig.merchant({ resending: false }), await rig.merchant(), await rig.merchant()];
    await createPayment(rig.request(open, "open", { fault: "error_500" }));
    await createPayment(rig.request(failed, "failed", { fault: "rate_limited_429" }));
    const answer = await createPayment(rig.request(kept, "kept"));
    await expireAnswers();
    for (const merchant of [open, failed]) expect(await keyOf(merchant.id)).toMatchObject({ answerStatus: null, expiresAt: null });
    expect((await keyOf(kept.id)).answerBody).toBe(answer.body);
  });

  it("a failed payment never expires: the same key executes again at any age", async () => {
    const merchant = await rig.merchant();
    expect((await createPayment(rig.request(merchant, "ages", { fault: "rate_limited_429*1" }))).status).toBe(503);
    await query("", "UPDATE idempotency_keys SET created_at = created_at - interval '400 days' WHERE merchant_id = $1", [merchant.id]);
    await expireAnswers();
    expect((await createPayment(rig.request(merchant, "ages", { fault: "rate_limited_429*1" }))).status).toBe(201);
  });
});

describe("stored bytes", () => {
  it("are replayed as they were sent, whatever the letters, names and numbers in them", async () => {
    const merchant = await rig.merchant();
    const body = {
      amount: Number.MAX_SAFE_INTEGER, currency: "JPY", reference: "Größe – 令和 😀", description: "\u2028\u2029 \"quoted\" \\ back\tslash é e\u0301",
      metadata: { constructor: "c", toString: "t", "10": "ten", "9": "nine", ñ: "ŋ", "a/b~c": "</script>" },
    };
    const first = await createPayment(rig.request(merchant, "bytes", { body }));
    expect(bodyOf(first)).toMatchObject({ amount: Number.MAX_SAFE_INTEGER, reference: body.reference, description: body.description, metadata: body.metadata });
    const second = await createPayment(rig.request(merchant, "bytes", { body }));
    expect(Buffer.from(second.body ?? "").equals(Buffer.from(first.body ?? "x"))).toBe(true);
    expect(Buffer.from((await keyOf(merchant.id)).answerBody ?? "").equals(Buffer.from(first.body ?? "x"))).toBe(true);
  });
});
