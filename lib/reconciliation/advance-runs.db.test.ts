import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "@/lib/access/permissions";
import { prisma } from "@/lib/db/prisma";
import { query } from "@/lib/db/query";
import { createPayment } from "@/lib/payments/create-payment";
import { type MoneyRig, startMoneyRig } from "@/lib/payments/testing/money-rig";
import { paymentOf, uuidOf } from "@/lib/payments/testing/money-time";
import { EMPTY_LIST, type ScriptedAnswer, type ScriptedApi, startScriptedApi } from "@/lib/payments/testing/scripted-api";
import { abortRun } from "./abort-run";
import { advanceRuns } from "./advance-runs";
import { retryRun } from "./retry-run";
import { takeItems } from "./runs.sql";
import { startRun } from "./start-run";

let rig: MoneyRig;
let api: ScriptedApi;
let look: ScriptedAnswer = EMPTY_LIST;
beforeAll(async () => {
  rig = await startMoneyRig({ LATCHKEY_RECOVERY_SCHEDULE: "1h" });
  api = await startScriptedApi((method) => (method === "POST" ? { status: 500, body: "{}" } : look));
});
afterAll(async () => {
  await api.close();
  await rig.close();
});

const ana: Actor = { operatorId: "ana", email: "ana@example.com", role: "operator", merchants: "all" };
const bodyOf = (answer: { body: string | null }) => JSON.parse(answer.body ?? "{}");
const advance = () => advanceRuns(new AbortController().signal);
type Merchant = Awaited<ReturnType<MoneyRig["merchant"]>>;

async function run(merchant: Merchant, payments: readonly string[]): Promise<string> {
  const { runId } = await startRun({ actor: ana, merchantId: merchant.id, paymentIds: payments.map(uuidOf), reason: "the processor is back", requestId: null });
  return runId;
}
async function unknownPayments(merchant: Merchant, fault: string | undefined, keys: readonly string[]): Promise<string[]> {
  const answers = await Promise.all(keys.map((key) => createPayment(rig.request(merchant, key, { fault }))));
  return answers.map((answer) => bodyOf(answer).id as string);
}
const runOf = (id: string) => prisma().reconciliationRun.findFirstOrThrow({ where: { id } });
const itemsOf = (runId: string) => prisma().reconciliationRunItem.findMany({ where: { runId }, orderBy: { paymentId: "asc" } });
const request = (merchant: Merchant, runId: string) => ({ actor: ana, merchantId: merchant.id, runId, requestId: null });

describe("a reconciliation run", () => {
  it("asks about what is open, skips what is definite, settles and ends", async () => {
    const merchant = await rig.merchant({ resending: false });
    const open = await unknownPayments(merchant, "charge_then_500", ["a", "b", "c"]);
    const [done] = await unknownPayments(merchant, undefined, ["d"]);
    const runId = await run(merchant, [...open, done ?? ""]);
    await advance();
    await advance();
    expect(await runOf(runId)).toMatchObject({ status: "finished", total: 4 });
    expect((await itemsOf(runId)).map(({ status, statusAfter }) => [status, statusAfter])).toEqual([...open.map(() => ["done", "succeeded"]), ["skipped", null]]);
    for (const payment of open) expect((await paymentOf(payment)).status).toBe("succeeded");
  });

  it("what could not be asked is asked again by a retry", async () => {
    const merchant = await rig.merchant({ apiBase: api.url, resending: false });
    const payments = await unknownPayments(merchant, undefined, ["a", "b"]);
    look = { status: 503, body: "{}" };
    const runId = await run(merchant, payments);
    await advance();
    expect((await itemsOf(runId)).map(({ status }) => status)).toEqual(["not_asked", "not_asked"]);
    await advance();
    expect((await runOf(runId)).status).toBe("finished");
    look = EMPTY_LIST;
    await query("", "UPDATE attempts SET inquiry_started_at = inquiry_started_at - interval '1 hour' WHERE merchant_id = $1", [merchant.id]);
    expect(await retryRun(request(merchant, runId))).toBe(2);
    await advance();
    expect((await itemsOf(runId)).map(({ status, statusAfter }) => [status, statusAfter])).toEqual([["done", "unknown"], ["done", "unknown"]]);
    await advance();
    await expect(retryRun(request(merchant, runId))).rejects.toMatchObject({ code: "state_changed" });
  });

  it("aborted, it starts nothing more; it can be aborted once, and taken up again", async () => {
    const merchant = await rig.merchant({ resending: false });
    const payments = await unknownPayments(merchant, "charge_then_500", ["a", "b"]);
    const runId = await run(merchant, payments);
    await abortRun(request(merchant, runId));
    await advance();
    expect((await itemsOf(runId)).map(({ status }) => status)).toEqual(["not_asked", "not_asked"]);
    for (const payment of payments) expect((await paymentOf(payment)).status).toBe("unknown");
    await expect(abortRun(request(merchant, runId))).rejects.toMatchObject({ code: "state_changed" });
    expect(await retryRun(request(merchant, runId))).toBe(2);
    await advance();
    for (const payment of payments) expect((await paymentOf(payment)).status).toBe("succeeded");
  });
});

describe("a worker that is killed in the middle of a run", () => {
  const taken = async () => {
    const merchant = await rig.merchant({ resending: false });
    const [payment = ""] = await unknownPayments(merchant, "charge_then_500", ["a"]);
    const runId = await run(merchant, [payment]);
    expect(await takeItems(merchant.id, runId, 100, 60_000)).toHaveLength(1);
    const claimRunsOut = () => query("", "UPDATE reconciliation_run_items SET claimed_until = now() WHERE run_id = $1", [runId]);
    return { merchant, payment, runId, claimRunsOut };
  };

  it("keeps its items for as long as its claim; then another takes them", async () => {
    const { payment, runId, claimRunsOut } = await taken();
    await advance();
    expect(await runOf(runId)).toMatchObject({ status: "running" });
    expect(await itemsOf(runId)).toMatchObject([{ status: "asking" }]);
    await claimRunsOut();
    await advance();
    await advance();
    expect((await runOf(runId)).status).toBe("finished");
    expect((await paymentOf(payment)).status).toBe("succeeded");
  });

  it("leaves nothing behind that a retry after an abort would not take up", async () => {
    const { merchant, payment, runId, claimRunsOut } = await taken();
    await abortRun(request(merchant, runId));
    expect(await itemsOf(runId)).toMatchObject([{ status: "asking" }]);
    await claimRunsOut();
    expect(await retryRun(request(merchant, runId))).toBe(1);
    await advance();
    expect((await paymentOf(payment)).status).toBe("succeeded");
  });

  it("aborted after its claim ran out, its items count as not asked", async () => {
    const { merchant, runId, claimRunsOut } = await taken();
    await claimRunsOut();
    await abortRun(request(merchant, runId));
    expect(await itemsOf(runId)).toMatchObject([{ status: "not_asked" }]);
  });
});

describe("two workers on one run", () => {
  it("take different items", async () => {
    const merchant = await rig.merchant({ resending: false });
    const payments = await unknownPayments(merchant, "charge_then_500", Array.from({ length: 10 }, (_, index) => `k-${index}`));
    const runId = await run(merchant, payments);
    const [first, second] = await Promise.all([takeItems(merchant.id, runId, 5, 60_000), takeItems(merchant.id, runId, 5, 60_000)]);
    const ids = [...first, ...second].map(({ payment_id }) => payment_id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
