import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { CLI } from "@/lib/access/permissions";
import { clock } from "@/lib/clock";
import { prisma } from "@/lib/db/prisma";
import { query } from "@/lib/db/query";
import { encodeId } from "@/lib/id";
import { checkPayment } from "@/lib/payments/check-payment";
import { createPayment } from "@/lib/payments/create-payment";
import { type MoneyRig, startMoneyRig } from "@/lib/payments/testing/money-rig";
import { attemptsOf, discrepanciesOf, looksAreDue, paymentOf, sendsByAttempt, statusesOf, timePasses, uuidOf } from "@/lib/payments/testing/money-time";
import { EMPTY_LIST, type ScriptedAnswer, type ScriptedApi, startScriptedApi } from "@/lib/payments/testing/scripted-api";
import { changeOperation } from "./close-attempt";
import { grantLease } from "./grant-lease";
import { inquire } from "./inquire";
import { claimInquiries, finishInquiry } from "./inquiry-claim.sql";
import { recoverAttempts } from "./recover-attempts";

let rig: MoneyRig;
const apis: ScriptedApi[] = [];
beforeAll(async () => {
  // The first look is an hour away: what is asked before, somebody asked for.
  rig = await startMoneyRig({ LATCHKEY_RECOVERY_SCHEDULE: "1h,2h,3h" });
});
afterEach(async () => {
  for (const api of apis.splice(0)) await api.close();
});
afterAll(() => rig.close());

const bodyOf = (answer: { body: string | null }) => JSON.parse(answer.body ?? "{}");
const recover = async () => (await recoverAttempts()).done;
const LOST: ScriptedAnswer = { status: 502, body: "<html>" };
const intent = (attemptId: string, fields: Record<string, unknown>) => ({
  id: "pi_1", object: "payment_intent", amount: 1999, amount_received: 0, currency: "eur", created: 1, metadata: { latchkey_attempt: encodeId("attempt", attemptId) }, ...fields,
});
const listOf = (...objects: unknown[]): ScriptedAnswer => ({ status: 200, body: JSON.stringify({ object: "list", data: objects, has_more: false }) });

/** An unknown payment at a processor whose look-ups the test writes. */
async function unknownAt(key: string, look: (method: string, path: string) => ScriptedAnswer | Promise<ScriptedAnswer>) {
  const api = await startScriptedApi((method, path) => (method === "POST" && path === "/v1/payment_intents" ? LOST : look(method, path)));
  apis.push(api);
  const merchant = await rig.merchant({ apiBase: api.url, resending: false });
  const payment: string = bodyOf(await createPayment(rig.request(merchant, key))).id;
  const [attempt] = await attemptsOf(payment);
  if (!attempt) throw new Error("a payment has an attempt");
  const ask = (trigger: "schedule" | "operator" | "after_failure") =>
    inquire({ merchantId: merchant.id, connectionId: merchant.connectionId, attemptIds: [attempt.id], trigger, actor: null });
  return { merchant, payment, attempt, ask };
}

describe("one inquiry at a time, its result shared", () => {
  it("a second asker within 5 s gets the first one's answer and asks nobody", async () => {
    let lists = 0;
    const { merchant, payment } = await unknownAt("shared", () => {
      lists += 1;
      return EMPTY_LIST;
    });
    const request = { actor: CLI, merchantId: merchant.id, paymentId: uuidOf(payment), trigger: "operator" as const, requestId: null };
    expect(await checkPayment(request)).toMatchObject({ asked: true, conclusion: "not_found" });
    expect(await checkPayment(request)).toMatchObject({ asked: false, conclusion: "not_found" });
    expect(lists).toBe(1);
  });

  it("one that was claimed and never finished ends by itself, and the attempt is asked about again", async () => {
    const { merchant, payment, attempt, ask } = await unknownAt("never-finished", () => EMPTY_LIST);
    expect(await claimInquiries(merchant.id, [attempt.id], { everyMs: 5_000, forMs: 60_000, closed: false, inFlight: false })).toHaveLength(1);
    await timePasses(payment, 30_000);
    expect(await ask("schedule")).toHaveLength(0);
    await timePasses(payment, 31_000);
    expect(await ask("schedule")).toHaveLength(1);
  });
});

describe("the schedule", () => {
  it("is not put off by those who ask in between", async () => {
    const { payment, ask } = await unknownAt("kept", () => LOST);
    const before = (await attemptsOf(payment))[0];
    expect(await ask("operator")).toHaveLength(1);
    expect((await attemptsOf(payment))[0]).toMatchObject({ nextCheckAt: before?.nextCheckAt, checkCount: 0, inquiryUntil: null });
  });

  it("goes on for ever: its last step repeats", async () => {
    const { payment } = await unknownAt("endless", () => LOST);
    for (const hours of [2, 3, 3, 3]) {
      await looksAreDue(payment);
      await recover();
      const inHours = (((await attemptsOf(payment))[0]?.nextCheckAt?.getTime() ?? 0) - clock.now().getTime()) / 3_600_000;
      // With its jitter of a tenth.
      expect(inHours).toBeGreaterThan(hours * 0.89);
      expect(inHours).toBeLessThan(hours * 1.11);
    }
    expect((await paymentOf(payment)).status).toBe("unknown");
  });

  it("an inquiry that ends late leaves the next look of an attempt that was taken meanwhile", async () => {
    const { merchant, payment, attempt } = await unknownAt("taken-meanwhile", () => EMPTY_LIST);
    const [claim] = await claimInquiries(merchant.id, [attempt.id], { everyMs: 0, forMs: 60_000, closed: true, inFlight: false });
    if (!claim) throw new Error("nobody else asks");
    await changeOperation({ merchantId: merchant.id, operationId: uuidOf(payment) }, (draft) => {
      grantLease(draft, draft.attempt(attempt.id));
      draft.event("send.again", attempt.id);
    });
    const taken = (await attemptsOf(payment))[0];
    await finishInquiry(merchant.id, claim, attempt.fence, { inMs: null, counts: true });
    expect((await attemptsOf(payment))[0]).toMatchObject({ nextCheckAt: taken?.nextCheckAt, checkCount: taken?.checkCount, inquiryUntil: null });
  });

  it("no open attempt can be stored without a next look", async () => {
    const { payment } = await unknownAt("no-next-look", () => EMPTY_LIST);
    await expect(query("", "UPDATE attempts SET next_check_at = NULL WHERE operation_id = $1", [uuidOf(payment)])).rejects.toMatchObject({ code: "23514" });
  });

  it("a later look at a failed attempt that learnt nothing is made again", async () => {
    let isDown = false;
    const { payment } = await unknownAt("recheck-down", () => (isDown ? LOST : EMPTY_LIST));
    for (const seconds of [20, 8]) {
      await timePasses(payment, seconds * 1_000);
      await looksAreDue(payment);
      await recover();
    }
    expect((await paymentOf(payment)).status).toBe("failed");
    isDown = true;
    await looksAreDue(payment);
    await recover();
    const [attempt] = await attemptsOf(payment);
    expect(attempt?.checkCount).toBe(0);
    expect(attempt?.nextCheckAt).not.toBeNull();
  });
});

describe("proof of absence covers the sends that there were", () => {
  it("a send that was granted during the look-up is not covered by it", async () => {
    const meanwhile: { run: () => Promise<unknown> } = { run: async () => undefined };
    const { merchant, payment, attempt, ask } = await unknownAt("granted-meanwhile", async () => {
      await meanwhile.run();
      return EMPTY_LIST;
    });
    await timePasses(payment, 20_000);
    expect(await ask("schedule")).toMatchObject([{ state: { operation: { status: "unknown" } } }]);
    await timePasses(payment, 8_000);
    meanwhile.run = () => changeOperation({ merchantId: merchant.id, operationId: uuidOf(payment) }, (draft) => {
      grantLease(draft, draft.attempt(attempt.id));
      draft.event("send.again", attempt.id);
    });
    await ask("schedule");
    expect(await statusesOf(payment)).toEqual({ payment: "unknown", attempts: ["unknown"] });
    expect(await sendsByAttempt(payment)).toEqual({ 1: ["unknown", null] });
  });
});

describe("what is found", () => {
  it("a definite object closes the attempt, and its evidence travels with it", async () => {
    let objects: unknown[] = [];
    const { payment, attempt, ask } = await unknownAt("found", () => listOf(...objects));
    objects = [intent(attempt.id, { status: "succeeded", amount_received: 1999 })];
    await ask("operator");
    expect(await statusesOf(payment)).toEqual({ payment: "succeeded", attempts: ["succeeded"] });
    expect(await prisma().evidence.findMany({ where: { operationId: uuidOf(payment) } })).toMatchObject([{ conclusion: "found_succeeded", processorReference: "pi_1" }]);
  });

  it("several objects are kept under what says most about money", async () => {
    let objects: unknown[] = [];
    const { payment, attempt, ask } = await unknownAt("gravest", (_method, path) => (path.includes("/cancel") ? LOST : listOf(...objects)));
    objects = [intent(attempt.id, { id: "pi_gone", status: "canceled" }), intent(attempt.id, { id: "pi_open", status: "processing" })];
    await ask("operator");
    expect((await paymentOf(payment)).status).toBe("unknown");
    expect(await prisma().evidence.findMany({ where: { operationId: uuidOf(payment) } })).toMatchObject([{ conclusion: "found_open", processorReference: "pi_open" }]);
  });

  it("an open object of an attempt whose request is still being answered is not cancelled", async () => {
    const cancels: string[] = [];
    let answerSend: (answer: ScriptedAnswer) => void = () => undefined;
    const held = new Promise<ScriptedAnswer>((resolve) => (answerSend = resolve));
    let object: Record<string, unknown> = {};
    const api = await startScriptedApi((method, path) => {
      if (path.endsWith("/cancel")) cancels.push(path);
      return method === "POST" ? held : { status: 200, body: JSON.stringify(object) };
    });
    apis.push(api);
    const merchant = await rig.merchant({ apiBase: api.url });
    const first = await createPayment(rig.request(merchant, "in-flight", { waitS: 0 }));
    const [attempt] = await attemptsOf(bodyOf(first).id);
    object = intent(attempt?.id ?? "", { status: "requires_confirmation" });
    await inquire({ merchantId: merchant.id, connectionId: merchant.connectionId, attemptIds: [attempt?.id ?? ""], trigger: "notification", actor: null, hintReference: "pi_1" });
    expect(cancels).toEqual([]);
    answerSend({ status: 200, body: JSON.stringify(intent(attempt?.id ?? "", { status: "succeeded", amount_received: 1999 })) });
    await expect.poll(async () => (await paymentOf(bodyOf(first).id)).status).toBe("succeeded");
    expect(await discrepanciesOf(bodyOf(first).id)).toEqual([]);
  });
});

describe("an answer that no database holds", () => {
  it("is kept without what can't be stored: the send is finished, the payment unknown", async () => {
    const api = await startScriptedApi((method) => (method === "POST" ? { status: 502, body: Buffer.from([0x7b, 0x00, 0xff, 0x7d]) } : EMPTY_LIST));
    apis.push(api);
    const answer = await createPayment(rig.request(await rig.merchant({ apiBase: api.url }), "nul"));
    expect(bodyOf(answer)).toMatchObject({ status: "unknown", attempts: [{ sends: [{ outcome: "unknown", code: "http_502" }] }] });
  });
});
