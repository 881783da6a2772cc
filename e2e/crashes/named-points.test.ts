import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NAMED_POINTS, type NamedPoint } from "@/lib/attempts/named-points";
import { eventually } from "../fixtures/eventually";
import { discrepanciesOf, timePasses } from "../fixtures/evidence";
import { expectPayment } from "../fixtures/expectations";
import { Installation, type TestMerchant } from "../fixtures/installation";
import type { ManagedProcess } from "../fixtures/managed-process";
import { created, keyReaches, newKey, order, reaches } from "../fixtures/orders";

let installation: Installation;
let merchant: TestMerchant;

beforeAll(async () => {
  installation = await Installation.start({ workers: 0 });
  merchant = await installation.merchant();
  await merchant.api.create(newKey(), order());
});
afterAll(() => installation?.close());

/** Points of a request that sends; the other two belong to those who ask and send again. */
const OF_A_SEND: readonly NamedPoint[] = ["before_claim", "after_claim", "before_send", "after_charge", "before_close", "after_close"];

async function expectOneTruth(paymentId: string): Promise<void> {
  const payment = await reaches(merchant.api, paymentId, "succeeded");
  const charges = await installation.simulator.charges(paymentId);
  expect(charges).toMatchObject([{ amount: payment.amount, currency: "eur", intent: payment.processorReference }]);
  expect(await discrepanciesOf(installation, paymentId)).toEqual([]);
}

test("every named point is crashed at below", () => {
  expect([...OF_A_SEND, "during_inquiry", "during_resend"]).toEqual([...NAMED_POINTS]);
});

describe("kill -9 of the web process", () => {
  let worker: ManagedProcess;
  beforeAll(async () => {
    worker = await installation.startWorker();
  });
  afterAll(() => worker?.stop());

  test.concurrent.each(OF_A_SEND)("%s: the client retries at another process: nothing lost, nothing charged twice", async (point) => {
    const web = await installation.startWeb({ LATCHKEY_CRASH_POINT: point });
    const key = newKey(point);
    const body = order({}, "notification_lost");
    await expect(merchant.api.at(web.origin).create(key, body)).rejects.toThrow();
    expect(await web.process.ended()).toBeNull();
    const again = await merchant.api.create(key, body, { prefer: "wait=20" });
    expect([201, 202]).toContain(again.status);
    const payment = await keyReaches(merchant.api, key, "succeeded");
    await expectOneTruth(payment.id);
    expectPayment(await merchant.api.create(key, body), 201, "succeeded");
  });

  test.concurrent("during_inquiry: the next who asks learns it", async () => {
    const key = newKey();
    const web = await installation.startWeb({ LATCHKEY_CRASH_POINT: "during_inquiry" });
    // Long enough in the making that the duplicate has something to ask about whatever the worker learns first.
    const body = order({}, "processing:9000+notification_lost");
    const payment = await created(merchant.api, key, body);
    expect(payment.status).toBe("unknown");
    await eventually("a duplicate is the one who asks", async () => {
      const answer = await merchant.api.at(web.origin).create(key, body).catch(() => null);
      return answer === null;
    });
    await web.process.ended();
    await expectOneTruth(payment.id);
    expect(await installation.simulator.sends(payment.id)).toHaveLength(1);
  });
});

describe("kill -9 of the worker", () => {
  test.each(OF_A_SEND.filter((point) => point !== "before_claim" && point !== "after_claim"))("%s: another worker finishes it", async (point) => {
    const dying = await installation.startWorker({ LATCHKEY_CRASH_POINT: point });
    const key = newKey(point);
    const payment = await created(merchant.api, key, order({}, "notification_lost"), "respond-async");
    expect(await dying.ended()).toBeNull();
    const worker = await installation.startWorker();
    await expectOneTruth(payment.id);
    await worker.stop();
  });

  test.each([["during_inquiry", "charge_then_reset+notification_lost"], ["during_resend", "reset_before*1+notification_lost"]])("%s: another worker finishes it", async (point, fault) => {
    const dying = await installation.startWorker({ LATCHKEY_CRASH_POINT: point });
    const payment = await created(merchant.api, newKey(point), order({}, fault));
    expect(await dying.ended()).toBeNull();
    const worker = await installation.startWorker();
    await eventually("it settles", async () => {
      await timePasses(installation, payment.id);
      return (await merchant.api.payment(payment.id)).status === "succeeded";
    });
    await expectOneTruth(payment.id);
    await worker.stop();
  });
});
