import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkPayment } from "@/lib/payments/check-payment";
import { jsonOf } from "../fixtures/api-client";
import { eventually } from "../fixtures/eventually";
import { askedTimes, discrepanciesOf, evidenceOf, timePasses } from "../fixtures/evidence";
import { expectPayment, expectRetry } from "../fixtures/expectations";
import { Installation, type TestMerchant } from "../fixtures/installation";
import { ANNA, uuidOf } from "../fixtures/operators";
import { created, keyReaches, newKey, order, reaches } from "../fixtures/orders";

let installation: Installation;

beforeAll(async () => {
  installation = await Installation.start();
});
afterAll(() => installation?.close());

async function withoutResending(): Promise<TestMerchant> {
  const merchant = await installation.merchant();
  await installation.sql("UPDATE connections SET resending = false WHERE merchant_id = $1", [uuidOf("merchant", merchant.id)]);
  return merchant;
}

describe("section 6: finding out", () => {
  test.concurrent("an orphan is asked about, not executed again", async () => {
    const { api } = await installation.merchant();
    const web = await installation.startWeb();
    const key = newKey();
    const lost = api.at(web.origin).create(key, order({}, "charge_then_hang+notification_lost")).catch(() => null);
    const { id } = await keyReaches(api, key, "pending");
    await eventually("it is charged", async () => (await installation.simulator.charges(id)).length === 1);
    await web.process.kill9();
    await lost;
    await reaches(api, id, "succeeded");
    expect(await installation.simulator.sends(id)).toHaveLength(1);
    expect((await evidenceOf(installation, id)).map((row) => row.trigger)).toContain("schedule");
  });

  test.concurrent("not found: sent again under the same processor key, with the same bytes; attempt and payment stay unknown until it says more", async () => {
    const { api } = await installation.merchant();
    const payment = await created(api, newKey(), order({}, "reset_before*2"));
    expect(payment.status).toBe("unknown");
    const settled = await reaches(api, payment.id, "succeeded");
    expect(settled.attempts).toMatchObject([{ sends: [{ outcome: "unknown" }, { outcome: "unknown" }, { outcome: "succeeded" }] }]);
    expect(new Set((await installation.simulator.sends(payment.id)).map((send) => send.idempotencyKey)).size).toBe(1);
    const [first] = await evidenceOf(installation, payment.id);
    expect(first).toMatchObject({ conclusion: "not_found", counts_for_absence: false });
  });

  test.concurrent("resending switched off: never sent again; two consistent look-ups, late and apart, prove absence → failed", async () => {
    const merchant = await withoutResending();
    const key = newKey();
    const payment = await created(merchant.api, key, order({}, "reset_before"));
    const failed = await reaches(merchant.api, payment.id, "failed");
    expect(failed).toMatchObject({ failureCode: "not_found_at_processor", attempts: [{ status: "failed" }] });
    expect(await installation.simulator.sends(payment.id)).toHaveLength(1);
    const counted = (await evidenceOf(installation, payment.id)).filter((row) => row.counts_for_absence);
    const [send] = await installation.sql<{ at: Date; lease_expires_at: Date }>("SELECT at, lease_expires_at FROM sends WHERE operation_id = $1", [uuidOf("payment", payment.id)]);
    expect(counted).toHaveLength(2);
    // Later than the lease as granted and the longest processing time, and the gap apart: the installation's settings.
    for (const row of counted) expect(row.asked_at.getTime()).toBeGreaterThan((send?.lease_expires_at.getTime() ?? 0) + 200);
    expect((counted[1]?.asked_at.getTime() ?? 0) - (counted[0]?.asked_at.getTime() ?? 0)).toBeGreaterThanOrEqual(300);
    expectRetry(await merchant.api.keyRecord(key), true, false);
  });

  test.concurrent("a processor that ignores keys, resending off: one charge, found in the list", async () => {
    const { api } = await withoutResending();
    const payment = await created(api, newKey(), order({}, "charge_then_reset+ignore_keys+notification_lost"));
    await reaches(api, payment.id, "succeeded");
    expect(await installation.simulator.charges(payment.id)).toHaveLength(1);
  });

  test.concurrent("a 500 without a charge is frozen under its key: never sent again, failed by proof of absence", async () => {
    const { api } = await installation.merchant();
    const payment = await created(api, newKey(), order({}, "error_500"));
    await reaches(api, payment.id, "failed");
    expect(await installation.simulator.sends(payment.id)).toHaveLength(1);
  });

  test.concurrent("the list lags longer than the longest processing time: failed, then contradicted when the money turns up", async () => {
    const merchant = await withoutResending();
    const key = newKey();
    const payment = await created(merchant.api, key, order({}, "list_late:25000+notification_lost"));
    await reaches(merchant.api, payment.id, "failed");
    const [charge] = await installation.simulator.charges(payment.id);
    await eventually("the list shows it", async () => Date.now() > Date.parse(charge?.at ?? "") + 25_000);
    await timePasses(installation, payment.id);
    await reaches(merchant.api, payment.id, "contradicted");
    expect(await discrepanciesOf(installation, payment.id)).toEqual(["money_after_failure"]);
    expect((await merchant.api.payment(payment.id)).attempts).toMatchObject([{ status: "failed" }]);
    expectRetry(await merchant.api.keyRecord(key), false, false);
  });

  test.concurrent.each([["wrong_amount+charge_then_500", "amount_differs"], ["wrong_currency+charge_then_reset", "amount_differs"], ["duplicate_charge+charge_then_500", "charged_twice"]])(
    "found by a look-up: %s → contradicted, a discrepancy (%s)", async (fault, kind) => {
      const { api } = await installation.merchant();
      const payment = await created(api, newKey(), order({}, fault));
      expect(payment.status).toBe("unknown");
      const settled = await reaches(api, payment.id, "contradicted");
      expect(settled.attempts).toMatchObject([{ status: "succeeded" }]);
      expect(await discrepanciesOf(installation, payment.id)).toEqual([kind]);
    },
  );

  test.concurrent("processing stays open until it is final", async () => {
    const { api } = await installation.merchant();
    const payment = await created(api, newKey(), order({}, "processing:8000+notification_lost"));
    await askedTimes(installation, payment.id, 1);
    expect((await api.payment(payment.id)).status).toBe("unknown");
    const settled = await reaches(api, payment.id, "succeeded");
    expect(settled.attempts[0]?.sends).toHaveLength(1);
  });

  test.concurrent("waiting for the customer: cancelled, and only then declined, authentication_required", async () => {
    const { api } = await installation.merchant();
    const payment = await created(api, newKey(), order({}, "requires_action"));
    expect(await reaches(api, payment.id, "declined")).toMatchObject({ declineCode: "authentication_required" });
    const requests = await installation.simulator.requests({ payment: payment.id });
    expect(requests.filter((request) => request.path.endsWith("/cancel"))).toHaveLength(1);
  });

  test.concurrent("a GET never asks the processor", async () => {
    const merchant = await installation.merchant();
    const payment = await created(merchant.api, newKey(), order({}, "list_down:60000+notification_lost"));
    const [before] = await askedTimes(installation, payment.id, 1);
    for (let reads = 0; reads < 20; reads += 1) await merchant.api.get(`/api/v1/payments/${payment.id}`, { Prefer: "wait=0" });
    const early = (await evidenceOf(installation, payment.id)).filter((row) => row.asked_at.getTime() - (before?.asked_at.getTime() ?? 0) < 4_900);
    expect(early).toHaveLength(1);
  });

  test.concurrent("one inquiry at a time, at most one in 5 s: worker, duplicates and operators share its result", async () => {
    const merchant = await installation.merchant();
    const key = newKey();
    // A notification is a hint of its own and is looked into at once: there is none here.
    const body = order({}, "list_down:60000+notification_lost");
    const payment = await created(merchant.api, key, body);
    const ask = () => checkPayment({ actor: ANNA, merchantId: uuidOf("merchant", merchant.id), paymentId: uuidOf("payment", payment.id), trigger: "operator", requestId: null });
    await Promise.all([ask(), ask(), ask(), merchant.api.create(key, body), merchant.api.create(key, body), merchant.api.create(key, body, { prefer: "wait=0" })]);
    const rows = await askedTimes(installation, payment.id, 3);
    for (const [index, row] of rows.entries()) {
      const next = rows[index + 1];
      if (next) expect(next.asked_at.getTime() - row.asked_at.getTime()).toBeGreaterThanOrEqual(5_000);
    }
  });

  test.concurrent("no number of look-ups that can't be made turns unknown into failed; the schedule has no end", async () => {
    const merchant = await installation.merchant();
    const payment = await created(merchant.api, newKey(), order({}, "list_down:21000+notification_lost"));
    const rows = await askedTimes(installation, payment.id, 4);
    expect(rows.slice(0, 4).map((row) => row.conclusion)).toEqual(["inconclusive", "inconclusive", "inconclusive", "inconclusive"]);
    expect((await merchant.api.payment(payment.id)).status).toBe("unknown");
    await reaches(merchant.api, payment.id, "succeeded");
    expect(await installation.simulator.charges(payment.id)).toHaveLength(1);
  });

  test.concurrent("a pending or unknown payment older than the threshold is flagged as stuck; the flag is outside the ETag", async () => {
    const merchant = await installation.merchant({ stuckAfterMs: 1_500 });
    const payment = await created(merchant.api, newKey(), order({}, "list_down:9000+notification_lost"));
    expect(payment.stuck).toBe(false);
    const flagged = await eventually("it is stuck", async () => {
      const answer = await merchant.api.get(`/api/v1/payments/${payment.id}`);
      return jsonOf(answer).stuck ? answer : null;
    });
    expect((await merchant.api.get(`/api/v1/payments/${payment.id}`, { "If-None-Match": String(flagged.headers.etag) })).status).toBe(304);
    expect(jsonOf<{ data: { id: string }[] }>(await merchant.api.get("/api/v1/payments?stuck=true")).data.map((row) => row.id)).toEqual([payment.id]);
    expect((await reaches(merchant.api, payment.id, "succeeded")).stuck).toBe(false);
  });
});

test("section 6: freshness over: not sent again, failed by absence; the same key executes again under the same processor key", async () => {
  for (const worker of installation.workers) await worker.stop();
  await installation.startWorker({ LATCHKEY_FRESHNESS_MS: "1" });
  const { api } = await installation.merchant();
  const key = newKey();
  const payment = await created(api, key, order({}, "reset_before*1"));
  await reaches(api, payment.id, "failed");
  expect(await installation.simulator.sends(payment.id)).toHaveLength(1);
  const settled = expectPayment(await api.create(key, order({}, "reset_before*1")), 201, "succeeded");
  expect(settled.attempts).toHaveLength(1);
  expect(new Set((await installation.simulator.sends(payment.id)).map((send) => send.idempotencyKey)).size).toBe(1);
});
