import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { query } from "@/lib/db/query";
import { createPayment } from "@/lib/payments/create-payment";
import { type MoneyRig, startMoneyRig } from "@/lib/payments/testing/money-rig";
import { attemptsOf, looksAreDue, paymentOf, sendsByAttempt, statusesOf, timePasses, uuidOf } from "@/lib/payments/testing/money-time";
import type { SendReport } from "@/lib/processors/outcome";
import { changeOperation, mustLoad, settleTerms } from "./close-attempt";
import { Draft } from "./draft";
import { attemptById, latestAttempt, type OperationState } from "./operation";
import { recoverAttempts } from "./recover-attempts";
import { saveDrafts } from "./save-operation.sql";
import { settleSend } from "./settle-send";

let rig: MoneyRig;
beforeAll(async () => {
  rig = await startMoneyRig({ LATCHKEY_RECOVERY_SCHEDULE: "1h" });
});
afterAll(() => rig.close());

const report = (over: Partial<SendReport>): SendReport => ({
  outcome: "unknown", code: "timeout", detail: "no answer in time", refusal: null, httpStatus: null, processorReference: null, declineCode: null, processorCode: null,
  processorField: null, received: null, frozen: false, absenceBarred: false, retryAfterS: null, unsent: false, body: null, ...over,
});
const TOO_LATE = report({ outcome: "failed", code: "too_late", refusal: "processor_unavailable", unsent: true });
const PAID = report({ outcome: "succeeded", code: null, processorReference: "pi_late", received: { amount: 1999, currency: "EUR" }, httpStatus: 200 });

/** An unknown payment as the database holds it. */
async function unknownState(key: string): Promise<{ id: string; state: OperationState; reload: () => Promise<OperationState> }> {
  const merchant = await rig.merchant({ resending: false });
  const { id } = JSON.parse((await createPayment(rig.request(merchant, key, { fault: "error_500" }))).body ?? "{}");
  const reload = () => mustLoad(merchant.id, uuidOf(id));
  return { id, state: await reload(), reload };
}

/** A payment whose sender has its lease and has not heard from the processor yet; it will never. */
async function pendingState(key: string): Promise<{ id: string; state: OperationState; reload: () => Promise<OperationState> }> {
  const { id, state, reload } = await unknownState(key);
  await query("", "UPDATE payments SET status = 'pending', version = version + 1 WHERE id = $1", [state.operation.id]);
  await query("", "UPDATE attempts SET status = 'dispatched', lease_owner = 'test' WHERE operation_id = $1", [state.operation.id]);
  await query("", "UPDATE sends SET outcome = NULL, finished_at = NULL WHERE operation_id = $1", [state.operation.id]);
  return { id, state: await reload(), reload };
}
const answer = (state: OperationState, sent: SendReport) => {
  const attempt = latestAttempt(state);
  return changeOperation(state, (draft) => settleSend(draft, { attemptId: attempt.id, sendNumber: 1, fence: attempt.fence, report: sent }, settleTerms()));
};
const seqs = async (id: string) => (await prisma().paymentEvent.findMany({ where: { paymentId: uuidOf(id) }, orderBy: { seq: "asc" } })).map(({ seq }) => seq);

describe("several writers of one payment at once", () => {
  it("each gets through in turn: versions and event numbers without a gap", async () => {
    const { id, state, reload } = await unknownState("writers");
    await Promise.all(Array.from({ length: 8 }, (_, index) => changeOperation(state, (draft) => draft.event("note", null, { index }))));
    const after = await reload();
    expect(after.operation.version).toBe(state.operation.version + 8);
    const numbers = await seqs(id);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    expect(after.operation.eventSeq).toBe(numbers.length);
  });

  it("who read something older changes nothing, whatever it had in mind", async () => {
    const { id, state } = await unknownState("stale");
    await changeOperation(state, (draft) => draft.event("note", null));
    const stale = new Draft(state, new Date());
    stale.movePayment("failed");
    stale.operation.failureCode = "processor_unavailable";
    stale.event("payment.failed", null);
    expect(await saveDrafts("settle", [stale])).toEqual(new Set());
    expect((await paymentOf(id)).status).toBe("unknown");
  });

  it("an inquiry that is being claimed holds up nobody's outcome, only its moment", async () => {
    const { id, state } = await pendingState("claimed-meanwhile");
    const client = await pool().connect();
    await client.query("BEGIN");
    await client.query("UPDATE attempts SET inquiry_started_at = now(), inquiry_until = now() WHERE operation_id = $1", [state.operation.id]);
    const settled = answer(state, PAID);
    await expect.poll(async () => (await query("", "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'", [])).length).toBeGreaterThan(0);
    await client.query("COMMIT");
    client.release();
    expect((await settled).changed).toBe(true);
    expect(await statusesOf(id)).toEqual({ payment: "succeeded", attempts: ["succeeded"] });
  });
});

describe("one statement stores a change whole or not at all", () => {
  it("a send that was finished already takes the rest back", async () => {
    const { id, state } = await pendingState("half");
    await query("", "UPDATE sends SET outcome = 'unknown', finished_at = now() WHERE operation_id = $1", [state.operation.id]);
    await expect(answer(state, PAID)).rejects.toMatchObject({ code: "22012" });
    expect(await statusesOf(id)).toEqual({ payment: "pending", attempts: ["dispatched"] });
  });

  it("beside a change that can't be stored, another's is", async () => {
    const [good, bad] = await Promise.all([pendingState("good"), pendingState("bad")]);
    await query("", "UPDATE sends SET outcome = 'unknown', finished_at = now() WHERE operation_id = $1", [bad.state.operation.id]);
    const [first, second] = await Promise.allSettled([answer(good.state, PAID), answer(bad.state, PAID)]);
    expect([first.status, second.status]).toEqual(["fulfilled", "rejected"]);
    expect((await paymentOf(good.id)).status).toBe("succeeded");
  });
});

describe("a sender that wakes late", () => {
  const orphaned = async (key: string) => {
    const { id, state, reload } = await pendingState(key);
    await timePasses(id, 20_000);
    await looksAreDue(id);
    await (await recoverAttempts()).done;
    expect(await statusesOf(id)).toEqual({ payment: "unknown", attempts: ["unknown"] });
    return { id, held: state, reload };
  };

  it("with its fence lost and nothing sent writes nothing", async () => {
    const { id, held, reload } = await orphaned("late-unsent");
    const before = await reload();
    expect((await answer(held, TOO_LATE)).changed).toBe(false);
    expect(await reload()).toEqual(before);
    expect(await sendsByAttempt(id)).toEqual({ 1: [null] });
  });

  it("with its fence lost and no idea only fills its send", async () => {
    const { id, held } = await orphaned("late-unknown");
    const raised = (await attemptsOf(id))[0]?.fence;
    await answer(held, report({}));
    expect(await statusesOf(id)).toEqual({ payment: "unknown", attempts: ["unknown"] });
    expect((await attemptsOf(id))[0]?.fence).toBe(raised);
    expect(await sendsByAttempt(id)).toEqual({ 1: ["unknown"] });
  });

  it("with the money closes it all the same: a definite outcome is written by whoever learns it", async () => {
    const { id, held } = await orphaned("late-money");
    const { state } = await answer(held, PAID);
    expect(attemptById(state, latestAttempt(held).id).status).toBe("succeeded");
    expect(await statusesOf(id)).toEqual({ payment: "succeeded", attempts: ["succeeded"] });
  });

  it("with its lease and nothing sent is proven not applied: 3a", async () => {
    const { id, state } = await pendingState("late-but-held");
    await answer(state, TOO_LATE);
    expect(await paymentOf(id)).toMatchObject({ status: "failed", failureCode: "processor_unavailable" });
    expect(await sendsByAttempt(id)).toEqual({ 1: ["failed"] });
  });
});

describe("what no row may look like", () => {
  it.each([
    ["a second open attempt", `INSERT INTO attempts SELECT (jsonb_populate_record(a, jsonb_build_object('id', gen_random_uuid(), 'number', 2))).* FROM attempts a WHERE operation_id = $1`, "23505"],
    ["succeeded without a reference", "UPDATE payments SET status = 'succeeded', open_since = NULL, processor_reference = NULL WHERE id = $1", "23514"],
    ["failed without a reason", "UPDATE payments SET status = 'failed', open_since = NULL, failure_code = NULL WHERE id = $1", "23514"],
    ["open without since when", "UPDATE payments SET open_since = NULL WHERE id = $1", "23514"],
    ["an amount that JSON would round", "UPDATE payments SET amount = 9007199254740992 WHERE id = $1", "23514"],
    ["closed without an end", "UPDATE attempts SET status = 'failed', failure_code = 'x', finished_at = NULL WHERE operation_id = $1", "23514"],
    ["a claim on a reference that is not its own", "UPDATE payments SET reference_claim = 'other' WHERE id = $1", "23514"],
  ])("%s", async (name, sql, code) => {
    const { state } = await unknownState(`shape ${name}`.replaceAll(" ", "-"));
    await expect(query("", sql, [state.operation.id])).rejects.toMatchObject({ code });
  });
});
