import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Answer } from "../fixtures/api-client";
import { eventually } from "../fixtures/eventually";
import { discrepanciesOf, evidenceOf } from "../fixtures/evidence";
import { expectProblem } from "../fixtures/expectations";
import { Installation, type TestMerchant } from "../fixtures/installation";
import { deliver, notificationBody, sendNotification, webhookSecretOf } from "../fixtures/notifications";
import { resolve, uuidOf } from "../fixtures/operators";
import { created, newKey, order, reaches } from "../fixtures/orders";
import { intentFor, page, ScriptedProcessor } from "../fixtures/scripted-processor";

let installation: Installation;
let merchant: TestMerchant;

beforeAll(async () => {
  // The schedule is far away: what settles here is settled by notifications.
  installation = await Installation.start({ settings: { LATCHKEY_RECOVERY_SCHEDULE: "1h" } });
  merchant = await installation.merchant();
});
afterAll(() => installation?.close());

const stored = (eventId: string) => installation.sql<{ conclusion: string | null; connection_id: string }>("SELECT conclusion, connection_id FROM notifications WHERE event_id = $1", [eventId]);
const actedOn = (eventId: string) => eventually("the notification is acted on", async () => (await stored(eventId))[0]?.conclusion ?? null);

describe("section 2: the notifications endpoint", () => {
  const body = () => notificationBody({ attempt: "att_none", intent: "pi_none" });

  test("signed with the connection's secret over the raw bytes → 2xx, stored once per event id", async () => {
    const secret = await webhookSecretOf(merchant);
    const eventId = `evt_${newKey()}`;
    const text = notificationBody({ attempt: "att_none", intent: "pi_none", eventId });
    for (let copy = 0; copy < 3; copy += 1) expect((await deliver(installation, merchant.notificationPath, text, secret)).status).toBe(200);
    expect(await stored(eventId)).toHaveLength(1);
  });

  test.each<[string, (text: string, secret: string) => Promise<Answer>]>([
    ["no signature", (text) => deliver(installation, merchant.notificationPath, text, null)],
    ["another secret", (text) => deliver(installation, merchant.notificationPath, text, "whsec_another")],
    ["an old signature", (text, secret) => deliver(installation, merchant.notificationPath, text, secret, Math.floor(Date.now() / 1_000) - 3_600)],
  ])("%s → refused, nothing stored", async (_, send) => {
    const before = await installation.sql("SELECT 1 FROM notifications");
    expectProblem(await send(body(), await webhookSecretOf(merchant)), 400, "notification_refused");
    expect(await installation.sql("SELECT 1 FROM notifications")).toHaveLength(before.length);
  });

  test("a connection without a signing secret refuses everything", async () => {
    const own = await installation.merchant({ credentials: { apiBase: installation.simulator.origin, secretKey: "sk_test_no_webhook", webhookSecret: null } });
    expectProblem(await deliver(installation, own.notificationPath, body(), "whsec_any"), 400, "notification_refused");
  });

  test.each(["/api/processors/stripe/con_00000000000000000000000000/notifications", "/api/processors/none/x/notifications"])("%s is nowhere", async (path) => {
    expectProblem(await deliver(installation, path, body(), "whsec_any"), 404, "not_found");
  });
});

describe("section 6: notifications are hints, in any order", () => {
  test.each(["charge_then_500", "charge_then_reset+notification_doubled", "bad_gateway_html+notification_late:1500"])("%s: the object is read again, and the payment settles", async (fault) => {
    const payment = await created(merchant.api, newKey(), order({}, fault));
    expect(payment.status).toBe("unknown");
    await reaches(merchant.api, payment.id, "succeeded");
    expect((await evidenceOf(installation, payment.id)).map((row) => row.trigger)).toContain("notification");
    expect(await installation.simulator.charges(payment.id)).toHaveLength(1);
  });

  test("early: it arrives before the answer does, and settles the payment while the request is under way", async () => {
    const key = newKey();
    const answer = await merchant.api.create(key, order({}, "charge_then_hang:1200"));
    expect(answer.status).toBe(201);
    const { payment } = await merchant.api.keyRecord(key);
    expect(payment.status).toBe("succeeded");
    expect(payment.attempts).toHaveLength(1);
  });

  test("late, and again: about a settled payment nothing changes", async () => {
    const payment = await created(merchant.api, newKey(), order());
    const eventId = `evt_${newKey()}`;
    const parts = { attempt: payment.attempts[0]?.id ?? "", intent: payment.processorReference ?? "", eventId };
    expect((await sendNotification(installation, merchant, parts)).status).toBe(200);
    await actedOn(eventId);
    expect(await merchant.api.payment(payment.id)).toEqual(payment);
  });

  test("it says another thing than the object: the object is believed", async () => {
    const payment = await created(merchant.api, newKey(), order());
    const eventId = `evt_${newKey()}`;
    await sendNotification(installation, merchant, {
      attempt: payment.attempts[0]?.id ?? "", intent: payment.processorReference ?? "", type: "payment_intent.payment_failed", status: "requires_payment_method", eventId,
    });
    await actedOn(eventId);
    expect((await merchant.api.payment(payment.id)).status).toBe("succeeded");
  });

  test("of another connection: signed with its own secret, it settles nothing of ours", async () => {
    const payment = await created(merchant.api, newKey(), order({}, "charge_then_500+notification_lost"));
    const [charge] = await installation.simulator.charges(payment.id);
    const stranger = await installation.merchant();
    const eventId = `evt_${newKey()}`;
    expect((await sendNotification(installation, stranger, { attempt: charge?.attempt ?? "", intent: charge?.intent ?? "", eventId })).status).toBe(200);
    await actedOn(eventId);
    expect((await merchant.api.payment(payment.id)).status).toBe("unknown");
    expect((await evidenceOf(installation, payment.id)).filter((row) => row.source === "inquiry")).toEqual([]);
  });

  test("money under a declined attempt → contradicted; once people have resolved it, the same object is no news", async () => {
    let intent: Record<string, unknown> = {};
    const processor = await ScriptedProcessor.start((request) => {
      if (request.method === "GET") return { body: intent };
      intent = intentFor(request);
      return { status: 402, body: { error: { type: "card_error", code: "card_declined", decline_code: "do_not_honor" } } };
    });
    const own = await installation.merchant({ credentials: { apiBase: processor.origin, secretKey: "sk_test_scripted", webhookSecret: "whsec_own" } });
    const payment = await created(own.api, newKey(), order());
    expect(payment).toMatchObject({ status: "declined", declineCode: "do_not_honor" });
    const hint = async () => {
      const eventId = `evt_${newKey()}`;
      await sendNotification(installation, own, { attempt: payment.attempts[0]?.id ?? "", intent: String(intent.id), eventId });
      await actedOn(eventId);
    };
    await hint();
    expect((await own.api.payment(payment.id)).status).toBe("contradicted");
    expect(await discrepanciesOf(installation, payment.id)).toEqual(["money_after_decline"]);
    expect(await resolve(installation, own, payment.id, "succeeded")).toBe("approved");
    await hint();
    expect((await own.api.payment(payment.id)).status).toBe("succeeded");
    await processor.shut();
  });

  test("the object can't be read now: it is tried again later", async () => {
    let isReadable = false;
    let intent: Record<string, unknown> = {};
    const processor = await ScriptedProcessor.start((request) => {
      if (request.method === "POST") {
        intent = intentFor(request);
        return { status: 500, body: {} };
      }
      if (!isReadable) return { status: 503, body: {} };
      return request.path === "/v1/payment_intents" ? page([intent]) : { body: intent };
    });
    const own = await installation.merchant({ credentials: { apiBase: processor.origin, secretKey: "sk_test_scripted", webhookSecret: "whsec_own" } });
    const payment = await created(own.api, newKey(), order());
    await sendNotification(installation, own, { attempt: payment.attempts[0]?.id ?? "", intent: String(intent.id) });
    await eventually("it was tried", async () => (await evidenceOf(installation, payment.id)).some((row) => row.conclusion === "inconclusive"));
    isReadable = true;
    await installation.sql("UPDATE notifications SET due_at = now() WHERE merchant_id = $1", [uuidOf("merchant", own.id)]);
    await reaches(own.api, payment.id, "succeeded");
    await processor.shut();
  });
});
