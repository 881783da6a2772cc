import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { forgetConnections } from "@/lib/attempts/connections";
import { inquire } from "@/lib/attempts/inquire";
import { recoverAttempts } from "@/lib/attempts/recover-attempts";
import { clock } from "@/lib/clock";
import { prisma } from "@/lib/db/prisma";
import { query } from "@/lib/db/query";
import { newId } from "@/lib/id";
import { seal } from "@/lib/processors/seal";
import { createPayment } from "./create-payment";
import { type MoneyRig, startMoneyRig } from "./testing/money-rig";
import { attemptsOf, discrepanciesOf, looksAreDue, paymentOf, plant, sendsByAttempt, statusesOf, timePasses, uuidOf } from "./testing/money-time";
import { EMPTY_LIST, type ScriptedAnswer, type ScriptedApi, startScriptedApi } from "./testing/scripted-api";

let rig: MoneyRig;
const apis: ScriptedApi[] = [];
beforeAll(async () => {
  rig = await startMoneyRig();
});
afterEach(async () => {
  for (const api of apis.splice(0)) await api.close();
});
afterAll(() => rig.close());

const bodyOf = (answer: { body: string | null }) => JSON.parse(answer.body ?? "{}");
const recover = async () => (await recoverAttempts()).done;
type Merchant = Awaited<ReturnType<MoneyRig["merchant"]>>;

async function absenceOf(payment: string): Promise<void> {
  for (const seconds of [20, 8]) {
    await timePasses(payment, seconds * 1_000);
    await recover();
  }
  expect(await paymentOf(payment)).toMatchObject({ status: "failed", failureCode: "not_found_at_processor" });
}

/** Lost before it was executed and proven absent: its key has no answer at the processor. */
async function lostAndAbsent(key: string, fault = "reset_before*1", merchant?: Merchant): Promise<{ merchant: Merchant; payment: string; again: () => ReturnType<typeof createPayment> }> {
  const owner = merchant ?? (await rig.merchant({ resending: false }));
  const request = () => rig.request(owner, key, { fault });
  const payment: string = bodyOf(await createPayment(request())).id;
  await absenceOf(payment);
  return { merchant: owner, payment, again: () => createPayment(request()) };
}

describe("row 8: which processor key is sent", () => {
  it("proven absent: the same attempt, the same key, the same bytes", async () => {
    const { payment, again } = await lostAndAbsent("same-key");
    const before = await attemptsOf(payment);
    expect((await again()).status).toBe(201);
    const after = await attemptsOf(payment);
    expect(after.map(({ id, processorKey, requestBody }) => ({ id, processorKey, requestBody }))).toEqual(before.map(({ id, processorKey, requestBody }) => ({ id, processorKey, requestBody })));
    expect(await sendsByAttempt(payment)).toEqual({ 1: ["unknown", "succeeded"] });
    expect(await rig.charges(payment)).toHaveLength(1);
  });

  it("an executed answer frozen under the key: a new attempt, a new key", async () => {
    const { payment, again } = await lostAndAbsent("frozen", "error_500*1");
    expect((await again()).status).toBe(201);
    const attempts = await attemptsOf(payment);
    expect(attempts.map(({ number, status }) => [number, status])).toEqual([[1, "failed"], [2, "succeeded"]]);
    expect(new Set(attempts.map(({ processorKey }) => processorKey)).size).toBe(2);
    expect(await rig.charges(payment)).toHaveLength(1);
  });

  it("the processor's window over: a new key, and the retired attempt stays as it was", async () => {
    const { payment, again } = await lostAndAbsent("window-over");
    await query("", "UPDATE sends SET at = at - interval '23 hours', lease_expires_at = lease_expires_at - interval '23 hours' WHERE operation_id = $1", [uuidOf(payment)]);
    await looksAreDue(payment);
    expect((await again()).status).toBe(201);
    expect(await statusesOf(payment)).toEqual({ payment: "succeeded", attempts: ["failed", "succeeded"] });
  });

  it("another account: a new connection takes a new attempt; the old one is still looked up where it was", async () => {
    const { merchant, payment, again } = await lostAndAbsent("account-changed");
    const id = newId();
    await prisma().$transaction([
      prisma().connection.updateMany({ where: { merchantId: merchant.id }, data: { status: "retired" } }),
      prisma().connection.create({ data: { merchantId: merchant.id, id, processor: "stripe", status: "active", apiBase: rig.simulatorUrl, secretKeySealed: seal(`sk_test_other${id.slice(-6)}`, id), accountId: "acct_other", mode: "test", createdAt: clock.now() } }),
    ]);
    forgetConnections();
    await looksAreDue(payment);
    expect((await again()).status).toBe(201);
    const attempts = await attemptsOf(payment);
    expect(attempts.map(({ connectionId, accountId }) => [connectionId, accountId === "acct_other"])).toEqual([[merchant.connectionId, false], [id, true]]);
    const looks = await prisma().evidence.findMany({ where: { operationId: uuidOf(payment), trigger: "before_sending" } });
    expect(looks).toMatchObject([{ attemptId: attempts[0]?.id, conclusion: "not_found" }]);
    // Money that turns up at the old account is found there: two charges for one payment.
    await plant(rig.simulatorUrl, merchant.id, attempts[0]?.id ?? "");
    await looksAreDue(payment);
    await recover();
    expect(await discrepanciesOf(payment)).toMatchObject([{ kind: "charged_twice" }]);
  });

  it("3a: nothing earlier is unproven, so nobody is asked and the same key is sent", async () => {
    const merchant = await rig.merchant();
    const request = rig.request(merchant, "refused", { fault: "rate_limited_429*1" });
    const first = await createPayment(request);
    expect(bodyOf(first)).toMatchObject({ status: 503, code: "processor_unavailable", retry: { sameKey: true, newKey: true } });
    expect((await createPayment(request)).status).toBe(201);
    expect(await prisma().evidence.count({ where: { merchantId: merchant.id } })).toBe(0);
    expect(await prisma().attempt.count({ where: { merchantId: merchant.id } })).toBe(1);
  });
});

describe("before anything is sent again, what is unproven is looked up", () => {
  it("money: contradicted, nothing is sent", async () => {
    const { merchant, payment, again } = await lostAndAbsent("money-before");
    await plant(rig.simulatorUrl, merchant.id, (await attemptsOf(payment))[0]?.id ?? "");
    await query("", "UPDATE attempts SET inquiry_started_at = inquiry_started_at - interval '1 hour' WHERE operation_id = $1", [uuidOf(payment)]);
    expect(bodyOf(await again())).toMatchObject({ status: 409, code: "payment_contradicted" });
    expect(await sendsByAttempt(payment)).toEqual({ 1: ["unknown"] });
  });

  it.each([
    ["an error", { status: 503, body: "{}" }],
    ["credentials refused", { status: 401, body: "{}" }],
  ])("%s: nothing is sent, it stays failed, and only this key is safe", async (name, down) => {
    let look: ScriptedAnswer = EMPTY_LIST;
    let sends = 0;
    const api = await startScriptedApi((method) => {
      if (method === "GET") return look;
      sends += 1;
      return { status: 500, body: "{}" };
    });
    apis.push(api);
    const { payment, again } = await lostAndAbsent(`inconclusive ${name}`.replaceAll(" ", "-"), "", await rig.merchant({ apiBase: api.url, resending: false }));
    look = down;
    await query("", "UPDATE attempts SET inquiry_started_at = inquiry_started_at - interval '1 hour' WHERE operation_id = $1", [uuidOf(payment)]);
    expect(bodyOf(await again())).toMatchObject({ status: 503, code: "processor_unavailable", retry: { sameKey: true, newKey: false } });
    expect([sends, (await paymentOf(payment)).status]).toEqual([1, "failed"]);
  });

  it("what a worker's look-up learnt a moment ago is shared, unless it proves nothing", async () => {
    const { payment, again } = await lostAndAbsent("shared-look");
    // Somebody asked less than 5 s ago and got no answer: that is not shared as a clear one.
    await query("", "UPDATE evidence SET conclusion = 'inconclusive' WHERE operation_id = $1", [uuidOf(payment)]);
    await query("", "UPDATE attempts SET inquiry_started_at = now() WHERE operation_id = $1", [uuidOf(payment)]);
    expect((await again()).status).toBe(503);
    await query("", "UPDATE evidence SET conclusion = 'not_found', asked_at = now() WHERE operation_id = $1", [uuidOf(payment)]);
    expect((await again()).status).toBe(201);
  });
});

describe("several duplicates at once", () => {
  it("one of them executes again, all hear of its outcome, and one charge is made", async () => {
    const { payment, again } = await lostAndAbsent("stampede");
    await query("", "UPDATE attempts SET inquiry_started_at = inquiry_started_at - interval '1 hour' WHERE operation_id = $1", [uuidOf(payment)]);
    const answers = await Promise.all(Array.from({ length: 20 }, again));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect(await prisma().evidence.count({ where: { operationId: uuidOf(payment), trigger: "before_sending" } })).toBe(1);
    expect(await rig.charges(payment)).toHaveLength(1);
    expect(await attemptsOf(payment)).toHaveLength(1);
  });
});

describe("uniqueReference: executing again claims anew", () => {
  it("a reference that another payment holds meanwhile: 409, nothing sent, nothing changed", async () => {
    const merchant = await rig.merchant({ uniqueReference: true });
    const body = { reference: "order-77" };
    const loser = rig.request(merchant, "loser", { body, fault: "rate_limited_429*1" });
    const failed = await createPayment(loser);
    expect(failed.status).toBe(503);
    const holder = await createPayment(rig.request(merchant, "holder", { body }));
    expect(holder.status).toBe(201);
    const payment: string = bodyOf(failed).paymentId;
    const before = await paymentOf(payment);
    expect(bodyOf(await createPayment(loser))).toMatchObject({ status: 409, code: "reference_in_use", completed: true, paymentId: bodyOf(holder).id, retry: { sameKey: false, newKey: false } });
    expect(await paymentOf(payment)).toEqual(before);
    expect(await sendsByAttempt(payment)).toEqual({ 1: ["failed"] });
  });

  it("a hundred payments of one reference at once: one is made", async () => {
    const merchant = await rig.merchant({ uniqueReference: true });
    const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => createPayment(rig.request(merchant, `ref-${index}`, { body: { reference: "once" } }))));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, ...Array.from({ length: 99 }, () => 409)]);
    expect(await prisma().payment.count({ where: { merchantId: merchant.id } })).toBe(1);
    expect(await prisma().idempotencyKey.count({ where: { merchantId: merchant.id } })).toBe(1);
  });

  it("declined and failed let go of it; contradicted keeps what it has and takes none", async () => {
    const merchant = await rig.merchant({ uniqueReference: true, resending: false });
    const claimed = async (key: string, over: Parameters<MoneyRig["request"]>[2]) => {
      const answer = await createPayment(rig.request(merchant, key, over));
      return (await paymentOf(bodyOf(answer).id ?? bodyOf(answer).paymentId)).referenceClaim;
    };
    expect(await claimed("declined", { body: { reference: "r-1", paymentMethod: "pm_card_chargeDeclined" } })).toBeNull();
    expect(await claimed("failed", { body: { reference: "r-1" }, fault: "rate_limited_429" })).toBeNull();
    expect(await claimed("wrong-amount", { body: { reference: "r-1" }, fault: "wrong_amount" })).toBe("r-1");
    const lost = await lostAndAbsent("late-money", "error_500*1", merchant);
    await plant(rig.simulatorUrl, merchant.id, (await attemptsOf(lost.payment))[0]?.id ?? "");
    const [attempt] = await attemptsOf(lost.payment);
    await looksAreDue(lost.payment);
    await inquire({ merchantId: merchant.id, connectionId: merchant.connectionId, attemptIds: [attempt?.id ?? ""], trigger: "after_failure", actor: null });
    expect(await paymentOf(lost.payment)).toMatchObject({ status: "contradicted", referenceClaim: null });
  });
});

describe("row 7 under policy conflict", () => {
  it("a decline executes again with a new key each time, 15 attempts at most; then the last decline is replayed", async () => {
    const merchant = await rig.merchant({ policy: "conflict" });
    const request = rig.request(merchant, "declines", { body: { paymentMethod: "pm_card_chargeDeclined" } });
    let last = await createPayment(request);
    for (let attempt = 2; attempt <= 15; attempt += 1) {
      expect(bodyOf(last)).toMatchObject({ status: 402, retry: { sameKey: true, newKey: true } });
      last = await createPayment(request);
    }
    expect(bodyOf(last)).toMatchObject({ status: 402, retry: { sameKey: false, newKey: true } });
    const replay = await createPayment(request);
    expect([replay.body, replay.headers["Idempotent-Replayed"]]).toEqual([last.body, "true"]);
    const attempts = await prisma().attempt.findMany({ where: { merchantId: merchant.id } });
    expect(new Set(attempts.map(({ processorKey }) => processorKey)).size).toBe(15);
  });
});
