import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clock } from "@/lib/clock";
import { installationId } from "@/lib/db/installation";
import { prisma } from "@/lib/db/prisma";
import { query } from "@/lib/db/query";
import { encodeId } from "@/lib/id";
import { claimPayment } from "@/lib/payments/claim-payment";
import { createPayment } from "@/lib/payments/create-payment";
import type { CreateRequest } from "@/lib/payments/create-request";
import { paymentClaim } from "@/lib/payments/payment-claim";
import { type MoneyRig, startMoneyRig } from "@/lib/payments/testing/money-rig";
import { attemptsOf, discrepanciesOf, looksAreDue, paymentOf, plant, sendsByAttempt, statusesOf, timePasses, uuidOf } from "@/lib/payments/testing/money-time";
import { mustLoad } from "./close-attempt";
import { activeConnection } from "./connections";
import { dueLooks, dueSends } from "./due-attempts.sql";
import { inquire } from "./inquire";
import { learnAccount } from "./learn-account";
import { recoverAttempts } from "./recover-attempts";
import { takeQueued } from "./take-queued";

let rig: MoneyRig;
beforeAll(async () => {
  rig = await startMoneyRig();
});
afterAll(() => rig.close());

const recover = async () => (await recoverAttempts()).done;
const idOf = (answer: { body: string | null }): string => JSON.parse(answer.body ?? "{}").id ?? JSON.parse(answer.body ?? "{}").paymentId;
type Merchant = Awaited<ReturnType<MoneyRig["merchant"]>>;

/** Transaction 1 and nothing after it: the process that claimed the key is gone. */
async function claimedAndGone(request: CreateRequest): Promise<string> {
  const connection = await activeConnection(request.merchant.id);
  const account = connection && (await learnAccount(connection));
  if (!connection || account?.kind !== "known") throw new Error("the rig's merchant has a connection");
  const claim = paymentClaim({ ...request, fingerprint: { value: "f", version: "v" }, queued: false, installationId: await installationId(), connection, account });
  expect(await claimPayment(claim)).toBe("claimed");
  return encodeId("payment", claim.state.operation.id);
}

/** A 500 frozen under the key and nothing charged, then proof of absence: executed again, it takes a new key. */
async function failedByAbsence(merchant: Merchant, key: string): Promise<string> {
  const payment = idOf(await createPayment(rig.request(merchant, key, { fault: "error_500*1" })));
  for (const seconds of [20, 8]) {
    await timePasses(payment, seconds * 1_000);
    await recover();
  }
  expect(await paymentOf(payment)).toMatchObject({ status: "failed", failureCode: "not_found_at_processor" });
  return payment;
}

describe("an orphan: whoever was sending is gone", () => {
  it("is left alone while its lease runs", async () => {
    const payment = await claimedAndGone(rig.request(await rig.merchant(), "live-lease"));
    await recover();
    expect(await statusesOf(payment)).toEqual({ payment: "pending", attempts: ["dispatched"] });
  });

  it("its lease run out, is unknown with the fence raised before it is asked about", async () => {
    const merchant = await rig.merchant({ resending: false });
    const payment = await claimedAndGone(rig.request(merchant, "orphan"));
    await timePasses(payment, 20_000);
    await recover();
    expect(await statusesOf(payment)).toEqual({ payment: "unknown", attempts: ["unknown"] });
    expect((await attemptsOf(payment))[0]).toMatchObject({ fence: 2, leaseOwner: null });
    const events = await prisma().paymentEvent.findMany({ where: { paymentId: uuidOf(payment) }, orderBy: { seq: "asc" } });
    expect(events.map(({ kind }) => kind)).toEqual(["payment.claimed", "payment.unknown"]);
    expect(events[1]?.data).toMatchObject({ code: "lease_expired" });
    expect(await prisma().evidence.findMany({ where: { operationId: uuidOf(payment) } })).toMatchObject([{ conclusion: "not_found", trigger: "schedule" }]);
  });

  it("that was never sent is sent again under its key, where the connection allows it: one charge", async () => {
    const payment = await claimedAndGone(rig.request(await rig.merchant(), "orphan-resent"));
    await timePasses(payment, 20_000);
    await recover();
    expect(await statusesOf(payment)).toEqual({ payment: "succeeded", attempts: ["succeeded"] });
    expect(await sendsByAttempt(payment)).toEqual({ 1: [null, "succeeded"] });
    expect(await rig.charges(payment)).toHaveLength(1);
  });
});

describe("proof of absence, and what comes after it", () => {
  it("two look-ups that found nothing, late and far apart enough, are kept and make it failed; it is looked up once more", async () => {
    const payment = await failedByAbsence(await rig.merchant(), "absence");
    const evidence = await prisma().evidence.findMany({ where: { operationId: uuidOf(payment) }, orderBy: { id: "asc" } });
    expect(evidence.map(({ conclusion, countsForAbsence }) => [conclusion, countsForAbsence])).toEqual([["not_found", true], ["not_found", true]]);
    const [attempt] = await attemptsOf(payment);
    expect(attempt).toMatchObject({ status: "failed", provenThrough: 1, checkCount: 0 });
    expect(attempt?.nextCheckAt?.getTime()).toBeGreaterThan(clock.now().getTime() + 3_500_000);
  });

  it("money that turns up later: contradicted and a discrepancy; seen again after an hour and a day it is no news, then nobody looks", async () => {
    const merchant = await rig.merchant();
    const payment = await failedByAbsence(merchant, "late-money");
    const [attempt] = await attemptsOf(payment);
    const reference = await plant(rig.simulatorUrl, merchant.id, attempt?.id ?? "");
    for (const [round, hours] of [[1, 23], [2, null]] as const) {
      await looksAreDue(payment);
      await recover();
      expect(await statusesOf(payment)).toEqual({ payment: "contradicted", attempts: ["failed"] });
      expect(await discrepanciesOf(payment)).toMatchObject([{ kind: "money_after_failure", status: "new", facts: { processorReferences: [reference] } }]);
      const [now] = await attemptsOf(payment);
      expect(now?.checkCount).toBe(round);
      expect(now?.nextCheckAt ? Math.round((now.nextCheckAt.getTime() - clock.now().getTime()) / 3_600_000) : null).toBe(hours);
    }
  });

  it("three charges at once are one discrepancy, stored", async () => {
    const merchant = await rig.merchant({ resending: false });
    const payment = await claimedAndGone(rig.request(merchant, "thrice"));
    const [attempt] = await attemptsOf(payment);
    for (let charge = 0; charge < 3; charge += 1) await plant(rig.simulatorUrl, merchant.id, attempt?.id ?? "");
    await timePasses(payment, 20_000);
    await recover();
    expect(await statusesOf(payment)).toEqual({ payment: "contradicted", attempts: ["succeeded"] });
    const rows = await discrepanciesOf(payment);
    expect(rows).toMatchObject([{ kind: "charged_twice" }]);
    expect(rows.map(({ facts }) => (facts as { processorReferences: string[] }).processorReferences.length)).toEqual([3]);
  });

  it("a discrepancy that people resolved is open again when other money turns up", async () => {
    const merchant = await rig.merchant();
    const payment = await failedByAbsence(merchant, "reopened");
    const [attempt] = await attemptsOf(payment);
    await plant(rig.simulatorUrl, merchant.id, attempt?.id ?? "");
    await looksAreDue(payment);
    await recover();
    await query("", "UPDATE discrepancies SET status = 'resolved', resolved_at = now(), resolution = 'refunded' WHERE operation_id = $1", [uuidOf(payment)]);
    await plant(rig.simulatorUrl, merchant.id, attempt?.id ?? "");
    await looksAreDue(payment);
    await recover();
    expect(await discrepanciesOf(payment)).toMatchObject([{ kind: "money_after_failure", status: "new", resolvedAt: null }]);
  });
});

describe("executed again while an earlier attempt is still to be looked up", () => {
  const again = async (key: string) => {
    const merchant = await rig.merchant();
    const payment = await failedByAbsence(merchant, key);
    expect((await createPayment(rig.request(merchant, key, { fault: "error_500*1", respondAsync: true }))).status).toBe(202);
    expect(await statusesOf(payment)).toEqual({ payment: "pending", attempts: ["failed", "queued"] });
    return { merchant, payment, attempts: await attemptsOf(payment) };
  };

  it("the earlier one waits for a look and is never sent, nor does it end the payment", async () => {
    const { payment, merchant, attempts } = await again("older-due");
    await looksAreDue(payment);
    const [sends, looks] = await Promise.all([dueSends(100), dueLooks(100, [])]);
    expect(sends.filter((row) => row.merchant_id === merchant.id).map(({ id }) => id)).toEqual([attempts[1]?.id]);
    expect(looks.filter((row) => row.merchant_id === merchant.id).map(({ id }) => id)).toEqual([attempts[0]?.id]);
    const known = await mustLoad(merchant.id, uuidOf(payment));
    expect(await takeQueued(known, attempts[0]?.id ?? "")).toBe(known);
    expect(await statusesOf(payment)).toEqual({ payment: "pending", attempts: ["failed", "queued"] });
  });

  it("taken minutes after the client asked, the earlier one is looked up once more first: money ends the queued one unsent", async () => {
    const { payment, merchant, attempts } = await again("looked-up-when-taken");
    await plant(rig.simulatorUrl, merchant.id, attempts[0]?.id ?? "");
    await timePasses(payment, 60_000);
    await takeQueued(await mustLoad(merchant.id, uuidOf(payment)), attempts[1]?.id ?? "");
    expect((await paymentOf(payment)).status).toBe("contradicted");
    await recover();
    expect(await statusesOf(payment)).toEqual({ payment: "contradicted", attempts: ["failed", "failed"] });
    expect(await sendsByAttempt(payment)).toEqual({ 1: ["unknown"], 2: [] });
  });

  it("money of the earlier one: the queued one ends unsent, and nothing is charged again", async () => {
    const { payment, merchant, attempts } = await again("money-first");
    await plant(rig.simulatorUrl, merchant.id, attempts[0]?.id ?? "");
    await looksAreDue(payment);
    await inquire({ merchantId: merchant.id, connectionId: merchant.connectionId, attemptIds: [attempts[0]?.id ?? ""], trigger: "after_failure", actor: null });
    expect((await paymentOf(payment)).status).toBe("contradicted");
    await recover();
    expect(await statusesOf(payment)).toEqual({ payment: "contradicted", attempts: ["failed", "failed"] });
    expect(await sendsByAttempt(payment)).toEqual({ 1: ["unknown"], 2: [] });
  });
});

describe("an open attempt of a contradicted payment", () => {
  it("is asked about and never sent again", async () => {
    const payment = await claimedAndGone(rig.request(await rig.merchant(), "contradicted-open"));
    await query("", "UPDATE payments SET status = 'contradicted', open_since = NULL, version = version + 1 WHERE id = $1", [uuidOf(payment)]);
    await timePasses(payment, 20_000);
    await recover();
    expect(await statusesOf(payment)).toEqual({ payment: "contradicted", attempts: ["unknown"] });
    expect(await sendsByAttempt(payment)).toEqual({ 1: [null] });
    expect((await attemptsOf(payment))[0]?.nextCheckAt).not.toBeNull();
  });
});

describe("fairness and order", () => {
  it("a connection that is being asked leaves the round to others", async () => {
    const [busy, idle] = [await rig.merchant(), await rig.merchant()];
    const payments = await Promise.all([busy, idle].map((merchant) => claimedAndGone(rig.request(merchant, "fair"))));
    for (const payment of payments) await timePasses(payment, 20_000);
    const looks = await dueLooks(500, [busy.connectionId]);
    expect(looks.some((row) => row.connection_id === busy.connectionId)).toBe(false);
    expect(looks.some((row) => row.connection_id === idle.connectionId)).toBe(true);
  });
});

describe("row 5: what the worker may not send any more", () => {
  it("past the freshness limit it fails unsent, and the same key may try again", async () => {
    const merchant = await rig.merchant();
    const request = rig.request(merchant, "stale-queue", { respondAsync: true });
    const payment = idOf(await createPayment(request));
    await timePasses(payment, 700_000);
    await recover();
    expect(await statusesOf(payment)).toEqual({ payment: "failed", attempts: ["failed"] });
    expect(await sendsByAttempt(payment)).toEqual({ 1: [] });
    expect(await rig.charges(payment)).toHaveLength(0);
    expect((await createPayment(rig.request(merchant, "stale-queue"))).status).toBe(201);
    expect(await rig.charges(payment)).toHaveLength(1);
  });

  it("refused with 429 it stays pending and is sent again under the same key", async () => {
    const payment = idOf(await createPayment(rig.request(await rig.merchant(), "429-then-paid", { respondAsync: true, fault: "rate_limited_429*1" })));
    await recover();
    expect(await statusesOf(payment)).toEqual({ payment: "pending", attempts: ["failed"] });
    await looksAreDue(payment);
    await recover();
    expect(await statusesOf(payment)).toEqual({ payment: "succeeded", attempts: ["succeeded"] });
    expect(await sendsByAttempt(payment)).toEqual({ 1: ["failed", "succeeded"] });
  });
});
