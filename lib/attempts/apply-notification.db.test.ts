import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { clock } from "@/lib/clock";
import { prisma } from "@/lib/db/prisma";
import { query } from "@/lib/db/query";
import { encodeId, newId } from "@/lib/id";
import { createPayment } from "@/lib/payments/create-payment";
import { type MoneyRig, startMoneyRig } from "@/lib/payments/testing/money-rig";
import { attemptsOf, discrepanciesOf, paymentOf, plant, statusesOf, uuidOf } from "@/lib/payments/testing/money-time";
import { type ScriptedApi, startScriptedApi } from "@/lib/payments/testing/scripted-api";
import { applyNotifications } from "./apply-notification";
import { recoverAttempts } from "./recover-attempts";
import { insertNotification } from "./store-notification.sql";

let rig: MoneyRig;
const apis: ScriptedApi[] = [];
beforeAll(async () => {
  rig = await startMoneyRig({ LATCHKEY_RECOVERY_SCHEDULE: "1h" });
});
afterEach(async () => {
  for (const api of apis.splice(0)) await api.close();
});
afterAll(() => rig.close());

type Merchant = Awaited<ReturnType<MoneyRig["merchant"]>>;
const bodyOf = (answer: { body: string | null }) => JSON.parse(answer.body ?? "{}");

/** As the HTTP layer stores one whose signature was right. */
async function notify(merchant: Merchant, about: { attemptId: string | null; reference: string | null; eventId?: string }): Promise<string> {
  const eventId = about.eventId ?? `evt_${newId()}`;
  await insertNotification({
    merchantId: merchant.id, connectionId: merchant.connectionId, eventId, type: "payment_intent.succeeded", objectReference: about.reference,
    attemptId: about.attemptId, body: "{}", receivedAt: clock.now(),
  });
  return eventId;
}
const notificationOf = (eventId: string) => prisma().notification.findFirstOrThrow({ where: { eventId } });
const dueAgain = (eventId: string) => query("", "UPDATE notifications SET due_at = now() - interval '1 s' WHERE event_id = $1", [eventId]);

async function unknownPayment(key: string, fault = "charge_then_500") {
  const merchant = await rig.merchant({ resending: false });
  const payment: string = bodyOf(await createPayment(rig.request(merchant, key, { fault }))).id;
  const [attempt] = await attemptsOf(payment);
  const [object] = await list(merchant, attempt?.id ?? "");
  return { merchant, payment, attemptId: attempt?.id ?? "", reference: object ?? "" };
}

/** The simulator's objects of one attempt. */
async function list(merchant: Merchant, attemptId: string): Promise<string[]> {
  const answer = await fetch(`${rig.simulatorUrl}/v1/payment_intents?limit=100`, { headers: { authorization: `Bearer sk_test_${merchant.id.replaceAll("-", "")}` } });
  const { data } = (await answer.json()) as { data: { id: string; metadata: Record<string, string> }[] };
  return data.filter(({ metadata }) => metadata.latchkey_attempt === encodeId("attempt", attemptId)).map(({ id }) => id);
}

describe("a notification is a hint: the object is read again", () => {
  it("settles an unknown payment long before its next look, once, however often it comes", async () => {
    const { merchant, payment, attemptId, reference } = await unknownPayment("hint");
    const eventId = await notify(merchant, { attemptId, reference });
    await notify(merchant, { attemptId, reference, eventId });
    await applyNotifications();
    expect(await paymentOf(payment)).toMatchObject({ status: "succeeded", processorReference: reference });
    expect(await notificationOf(eventId)).toMatchObject({ tries: 1, conclusion: "read again: succeeded" });
    await notify(merchant, { attemptId, reference });
    await applyNotifications();
    expect(await prisma().paymentEvent.count({ where: { paymentId: uuidOf(payment), kind: "payment.succeeded" } })).toBe(1);
    expect(await discrepanciesOf(payment)).toEqual([]);
  });

  it("that says paid what is not: what the object says counts", async () => {
    const { merchant, payment, attemptId } = await unknownPayment("lies", "error_500*1");
    await notify(merchant, { attemptId, reference: "pi_invented" });
    await applyNotifications();
    expect(await statusesOf(payment)).toEqual({ payment: "unknown", attempts: ["unknown"] });
  });

  it("without our metadata it finds its attempt by the object's id", async () => {
    const merchant = await rig.merchant();
    const payment: string = bodyOf(await createPayment(rig.request(merchant, "by-reference"))).id;
    const { processorReference } = await paymentOf(payment);
    const eventId = await notify(merchant, { attemptId: null, reference: processorReference });
    await applyNotifications();
    expect((await notificationOf(eventId)).conclusion).toBe("read again: succeeded");
  });

  it("settles only its own connection's attempts", async () => {
    const { payment, attemptId, reference } = await unknownPayment("foreign");
    const stranger = await rig.merchant();
    const eventId = await notify(stranger, { attemptId, reference });
    await applyNotifications();
    expect((await notificationOf(eventId)).conclusion).toBe("no attempt of ours");
    expect((await paymentOf(payment)).status).toBe("unknown");
  });

  it("of another connection of the same merchant settles nothing", async () => {
    const { merchant, payment, attemptId, reference } = await unknownPayment("other-connection");
    const id = newId();
    await prisma().connection.create({ data: { merchantId: merchant.id, id, processor: "stripe", status: "retired", apiBase: rig.simulatorUrl, secretKeySealed: "x", createdAt: clock.now() } });
    const eventId = await notify({ ...merchant, connectionId: id }, { attemptId, reference });
    await applyNotifications();
    expect((await notificationOf(eventId)).conclusion).toBe("another connection's attempt");
    expect((await paymentOf(payment)).status).toBe("unknown");
  });
});

describe("a notification about a closed attempt", () => {
  it("of a second charge: contradicted at once", async () => {
    const merchant = await rig.merchant();
    const payment: string = bodyOf(await createPayment(rig.request(merchant, "second-charge"))).id;
    const [attempt] = await attemptsOf(payment);
    const second = await plant(rig.simulatorUrl, merchant.id, attempt?.id ?? "");
    await notify(merchant, { attemptId: attempt?.id ?? "", reference: second });
    await applyNotifications();
    expect(await statusesOf(payment)).toEqual({ payment: "contradicted", attempts: ["succeeded"] });
    expect(await discrepanciesOf(payment)).toMatchObject([{ kind: "charged_twice" }]);
  });
});

describe("a notification about a request that is still being answered", () => {
  it("closes it; the sender's own answer is then no news, and its client gets the stored bytes", async () => {
    const merchant = await rig.merchant({ resending: false });
    const slow = createPayment(rig.request(merchant, "early", { fault: "charge_then_hang" }));
    await expect.poll(() => prisma().attempt.count({ where: { merchantId: merchant.id } })).toBe(1);
    const attempt = await prisma().attempt.findFirstOrThrow({ where: { merchantId: merchant.id } });
    await expect.poll(async () => (await list(merchant, attempt.id)).length).toBe(1);
    const [reference] = await list(merchant, attempt.id);
    await notify(merchant, { attemptId: attempt.id, reference: reference ?? "" });
    await applyNotifications();
    const answer = await slow;
    expect(answer.status).toBe(201);
    const replay = await createPayment(rig.request(merchant, "early", { fault: "charge_then_hang" }));
    expect([replay.status, replay.body]).toEqual([201, answer.body]);
  });
});

describe("a notification that can't be acted on now", () => {
  it("is tried again later, and in the end left to the schedule", async () => {
    const api = await startScriptedApi(() => ({ status: 503, body: "{}" }));
    apis.push(api);
    const merchant = await rig.merchant({ apiBase: api.url, resending: false });
    const payment: string = bodyOf(await createPayment(rig.request(merchant, "processor-down"))).id;
    const [attempt] = await attemptsOf(payment);
    const eventId = await notify(merchant, { attemptId: attempt?.id ?? "", reference: "pi_1" });
    for (let tries = 1; tries <= 8; tries += 1) {
      await dueAgain(eventId);
      await applyNotifications();
      expect((await notificationOf(eventId)).tries).toBe(tries);
    }
    expect((await notificationOf(eventId)).conclusion).toBe("could not be read again; left to the schedule");
    expect((await attemptsOf(payment))[0]?.nextCheckAt).not.toBeNull();
  });

  it("taken by a worker that died, it is due again by itself; two workers act on it once", async () => {
    const { merchant, payment, attemptId, reference } = await unknownPayment("died");
    const eventId = await notify(merchant, { attemptId, reference });
    await query("", "UPDATE notifications SET tries = 1, due_at = now() + interval '1 minute' WHERE event_id = $1", [eventId]);
    await applyNotifications();
    expect((await notificationOf(eventId)).processedAt).toBeNull();
    await dueAgain(eventId);
    await Promise.all([applyNotifications(), applyNotifications()]);
    expect(await notificationOf(eventId)).toMatchObject({ tries: 2, conclusion: "read again: succeeded" });
    expect((await paymentOf(payment)).status).toBe("succeeded");
  });
});

describe("an operator, the worker, a notification and a duplicate on one payment at once", () => {
  it("settle it once", async () => {
    const { merchant, payment, attemptId, reference } = await unknownPayment("all-at-once");
    await query("", "UPDATE attempts SET next_check_at = now() WHERE id = $1", [attemptId]);
    await notify(merchant, { attemptId, reference });
    const duplicate = () => createPayment(rig.request(merchant, "all-at-once", { fault: "charge_then_500" }));
    const [, , first, second] = await Promise.all([recoverAttempts().then(({ done }) => done), applyNotifications(), duplicate(), duplicate()]);
    await expect.poll(async () => (await paymentOf(payment)).status).toBe("succeeded");
    for (const { status } of [first, second]) expect([201, 202]).toContain(status);
    expect(await prisma().paymentEvent.count({ where: { paymentId: uuidOf(payment), kind: "payment.succeeded" } })).toBe(1);
    expect(await rig.charges(payment)).toHaveLength(1);
  });
});
