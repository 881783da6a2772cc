import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "@/lib/access/permissions";
import { recoverAttempts } from "@/lib/attempts/recover-attempts";
import { prisma } from "@/lib/db/prisma";
import { query } from "@/lib/db/query";
import { createPayment } from "./create-payment";
import { decideVerdict } from "./decide-verdict";
import { proposeVerdict, type Verdict } from "./propose-verdict";
import { type MoneyRig, startMoneyRig } from "./testing/money-rig";
import { attemptsOf, discrepanciesOf, looksAreDue, paymentOf, plant, statusesOf, timePasses, uuidOf } from "./testing/money-time";

let rig: MoneyRig;
beforeAll(async () => {
  rig = await startMoneyRig();
});
afterAll(() => rig.close());

const person = (name: string, role: Actor["role"] = "operator"): Actor => ({ operatorId: name, email: `${name}@example.com`, role, merchants: "all" });
const [ana, ben, cem] = [person("ana"), person("ben"), person("cem")];
const bodyOf = (answer: { body: string | null }) => JSON.parse(answer.body ?? "{}");
type Merchant = Awaited<ReturnType<MoneyRig["merchant"]>>;

async function unknownPayment(key: string, policy: "replay" | "conflict" = "replay"): Promise<{ merchant: Merchant; payment: string }> {
  const merchant = await rig.merchant({ policy, resending: false });
  const answer = await createPayment(rig.request(merchant, key, { fault: "error_500*1" }));
  return { merchant, payment: bodyOf(answer).id };
}

/** Failed by absence, then money turned up. */
async function contradictedPayment(key: string, policy: "replay" | "conflict" = "replay"): Promise<{ merchant: Merchant; payment: string; reference: string }> {
  const { merchant, payment } = await unknownPayment(key, policy);
  for (const seconds of [20, 8]) {
    await timePasses(payment, seconds * 1_000);
    await (await recoverAttempts()).done;
  }
  const reference = await plant(rig.simulatorUrl, merchant.id, (await attemptsOf(payment))[0]?.id ?? "");
  await looksAreDue(payment);
  await (await recoverAttempts()).done;
  expect((await paymentOf(payment)).status).toBe("contradicted");
  return { merchant, payment, reference };
}

async function propose(merchant: Merchant, payment: string, verdict: Verdict, processorReference: string | null = null, actor = ana): Promise<string> {
  const { version } = await paymentOf(payment);
  return proposeVerdict({ actor, merchantId: merchant.id, paymentId: uuidOf(payment), verdict, processorReference, reason: "seen in the dashboard", paymentVersion: version, requestId: null });
}
const decide = (merchant: Merchant, proposalId: string, actor = ben, approve = true) =>
  decideVerdict({ actor, merchantId: merchant.id, proposalId, approve, comment: null, requestId: null });
const proposalOf = (id: string) => prisma().proposal.findFirstOrThrow({ where: { id } });

describe("a verdict takes two people", () => {
  it("proposing changes nothing; another person's approval closes the attempt, with both names in the evidence", async () => {
    const { merchant, payment } = await unknownPayment("two-people");
    const proposal = await propose(merchant, payment, "failed");
    expect((await paymentOf(payment)).status).toBe("unknown");
    expect(await decide(merchant, proposal)).toBe("approved");
    expect(await statusesOf(payment)).toEqual({ payment: "failed", attempts: ["failed"] });
    expect(await paymentOf(payment)).toMatchObject({ failureCode: "marked_failed_by_operator" });
    const [evidence] = await prisma().evidence.findMany({ where: { operationId: uuidOf(payment), source: "verdict" } });
    expect(evidence?.detail).toContain("ana@example.com and ben@example.com decided: failed");
    expect((await attemptsOf(payment))[0]?.nextCheckAt).not.toBeNull();
    expect(await prisma().auditEvent.count({ where: { merchantId: merchant.id, action: { startsWith: "verdict." } } })).toBe(2);
  });

  it("the proposer can't approve: not by the verb, not by the statement, not by the table", async () => {
    const { merchant, payment } = await unknownPayment("own-proposal");
    const proposal = await propose(merchant, payment, "failed");
    await expect(decide(merchant, proposal, ana)).rejects.toMatchObject({ code: "forbidden" });
    for (const by of ["'ana@example.com'", "NULL"]) {
      await expect(query("", `UPDATE proposals SET status = 'approved', decided_by = ${by} WHERE id = $1`, [proposal])).rejects.toMatchObject({ code: "23514" });
    }
    expect((await paymentOf(payment)).status).toBe("unknown");
    expect(await decide(merchant, proposal, ana, false)).toBe("refused");
  });

  it("viewers and auditors can't, and other merchants' proposals look like unknown ones", async () => {
    const { merchant, payment } = await unknownPayment("who-may");
    const proposal = await propose(merchant, payment, "failed");
    for (const role of ["viewer", "auditor"] as const) await expect(decide(merchant, proposal, person("eve", role))).rejects.toMatchObject({ code: "forbidden" });
    await expect(decide(await rig.merchant(), proposal)).rejects.toMatchObject({ code: "not_found" });
  });

  it("succeeded names the money that it believes in", async () => {
    const { merchant, payment } = await unknownPayment("names-money");
    await expect(propose(merchant, payment, "succeeded")).rejects.toMatchObject({ code: "invalid_request" });
    await decide(merchant, await propose(merchant, payment, "succeeded", "pi_seen"));
    expect(await paymentOf(payment)).toMatchObject({ status: "succeeded", processorReference: "pi_seen" });
    expect((await createPayment(rig.request(merchant, "names-money", { fault: "error_500*1" }))).status).toBe(201);
  });

  it("one open proposal a payment", async () => {
    const { merchant, payment } = await unknownPayment("one-open");
    await propose(merchant, payment, "failed");
    await expect(propose(merchant, payment, "declined", null, cem)).rejects.toMatchObject({ code: "state_changed" });
  });
});

describe("newer evidence", () => {
  it("voids a proposal that was made before it; a new one takes its place", async () => {
    const { merchant, payment } = await unknownPayment("overtaken");
    const proposal = await propose(merchant, payment, "failed");
    const reference = await plant(rig.simulatorUrl, merchant.id, (await attemptsOf(payment))[0]?.id ?? "");
    await looksAreDue(payment);
    await (await recoverAttempts()).done;
    expect(await paymentOf(payment)).toMatchObject({ status: "succeeded", processorReference: reference });
    expect(await decide(merchant, proposal)).toBe("void");
    expect((await paymentOf(payment)).status).toBe("succeeded");
    expect(await proposalOf(proposal)).toMatchObject({ status: "void" });
  });

  it("refuses a proposal by somebody who saw an older version", async () => {
    const { merchant, payment } = await unknownPayment("saw-older");
    const { version } = await paymentOf(payment);
    const stale = proposeVerdict({ actor: ana, merchantId: merchant.id, paymentId: uuidOf(payment), verdict: "failed", processorReference: null, reason: "late reader", paymentVersion: version - 1, requestId: null });
    await expect(stale).rejects.toMatchObject({ code: "state_changed" });
  });
});

describe("decided by several at once", () => {
  it("one decision counts, and the payment changes once", async () => {
    const { merchant, payment } = await unknownPayment("race");
    const proposal = await propose(merchant, payment, "failed");
    const decisions = await Promise.allSettled([decide(merchant, proposal, ben), decide(merchant, proposal, cem), decide(merchant, proposal, ana, false)]);
    expect(decisions.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect((await proposalOf(proposal)).status).not.toBe("open");
    const changes = await prisma().paymentEvent.count({ where: { paymentId: uuidOf(payment), kind: "payment.failed" } });
    expect(changes).toBe((await paymentOf(payment)).status === "failed" ? 1 : 0);
  });
});

describe("row 8d: resolved from contradicted, it never executes again", () => {
  it.each([
    ["succeeded", 201, null],
    ["declined", 402, "payment_declined"],
    ["failed", 410, "payment_resolved"],
  ] as const)("%s: the replaced answer is replayed, and the discrepancy ends with it", async (verdict, status, code) => {
    const key = `resolved-${verdict}`;
    const { merchant, payment, reference } = await contradictedPayment(key);
    const again = () => createPayment(rig.request(merchant, key, { fault: "error_500*1" }));
    expect(bodyOf(await again())).toMatchObject({ status: 409, code: "payment_contradicted", completed: false });
    await decide(merchant, await propose(merchant, payment, verdict, verdict === "succeeded" ? reference : null));
    expect(await discrepanciesOf(payment)).toMatchObject([{ status: "resolved" }]);
    const [first, second] = [await again(), await again()];
    expect([first.status, bodyOf(first).code ?? null]).toEqual([status, code]);
    expect(second.body).toBe(first.body);
    expect(first.headers["Idempotent-Replayed"]).toBe("true");
    expect(await rig.charges(payment)).toHaveLength(0);
    expect((await attemptsOf(payment))).toHaveLength(1);
  });

  it("under policy conflict declined is replayed too, and succeeded is completed", async () => {
    const declined = await contradictedPayment("conflict-declined", "conflict");
    await decide(declined.merchant, await propose(declined.merchant, declined.payment, "declined"));
    expect((await createPayment(rig.request(declined.merchant, "conflict-declined", { fault: "error_500*1" }))).status).toBe(402);
    const succeeded = await contradictedPayment("conflict-succeeded", "conflict");
    await decide(succeeded.merchant, await propose(succeeded.merchant, succeeded.payment, "succeeded", succeeded.reference));
    expect(bodyOf(await createPayment(rig.request(succeeded.merchant, "conflict-succeeded", { fault: "error_500*1" })))).toMatchObject({ code: "payment_already_completed", completed: true });
  });
});
