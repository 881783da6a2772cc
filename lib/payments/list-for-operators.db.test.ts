import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "@/lib/access/permissions";
import { type PaymentFilters, parsePaymentFilters } from "@/lib/contract/console/payment-filters";
import type { MerchantContext } from "@/lib/contract/merchant";
import { countByState } from "./count-by-state";
import { createPayment } from "./create-payment";
import { getPaymentDetail } from "./get-payment-detail";
import { listForOperators, PAGE_ROWS } from "./list-for-operators";
import { searchPayments } from "./search-payments";
import { type MoneyRig, startMoneyRig } from "./testing/money-rig";

const EVERYBODY: Actor = { operatorId: "a", email: "ana@example.com", role: "operator", merchants: "all" };
const PAYMENTS = PAGE_ROWS + 13;

let rig: MoneyRig;
let merchant: MerchantContext;
let other: MerchantContext;
beforeAll(async () => {
  rig = await startMoneyRig({ LATCHKEY_STUCK_AFTER_MS: "1" });
  merchant = await rig.merchant({ name: "shop" });
  other = await rig.merchant({ name: "other" });
  for (let index = 0; index < PAYMENTS; index += 1) {
    const fault = index === 0 ? "wrong_amount" : index === 1 ? "error_500" : undefined;
    const body = { reference: `INV-${String(index).padStart(3, "0")}`, ...(index === 2 ? { paymentMethod: "pm_card_visa_chargeDeclinedInsufficientFunds" } : {}) };
    await createPayment(rig.request(merchant, `order-${index}`, { fault, body }));
  }
  await createPayment(rig.request(other, "order-1", { body: { reference: "INV-001" } }));
});
afterAll(() => rig.close());

const filters = (search: string): PaymentFilters => parsePaymentFilters(new URLSearchParams({ merchant: "shop", ...Object.fromEntries(new URLSearchParams(search)) }));
const list = (search = "", actor = EVERYBODY) => listForOperators({ actor, filters: filters(search) });

describe("the list", () => {
  it("pages by keyset in both directions without losing or repeating a row", async () => {
    const first = await list();
    expect(first.data).toHaveLength(PAGE_ROWS);
    expect(first.newer).toBeNull();
    const second = await list(`after=${first.older}`);
    expect(second.data).toHaveLength(PAYMENTS - PAGE_ROWS);
    expect(second.older).toBeNull();
    const ids = [...first.data, ...second.data].map((row) => row.id);
    expect(new Set(ids).size).toBe(PAYMENTS);
    expect(ids).toEqual(ids.toSorted().reverse());
    const back = await list(`before=${second.newer}`);
    expect(back.data.map((row) => row.id)).toEqual(first.data.map((row) => row.id));
  });

  it("says the reason in words on each row", async () => {
    const [contradicted] = (await list("status=contradicted")).data;
    expect(contradicted?.known).toContain("20.00 EUR");
    const [unknown] = (await list("status=unknown")).data;
    expect(unknown?.known).toBe("Stripe said 500");
    expect(unknown?.stuck?.class).toBe("no_final_state");
    const [declined] = (await list("status=declined")).data;
    expect(declined?.known).toBe("insufficient_funds");
  });

  it("filters by what a reference begins with, by time and by the stuck flag", async () => {
    expect((await list("reference=INV-01")).data).toHaveLength(10);
    expect((await list("created=1h")).data).toHaveLength(PAGE_ROWS);
    expect((await list("to=2020-01-01T00:00:00Z")).data).toHaveLength(0);
    expect((await list("status=stuck")).data.map((row) => row.status)).toEqual(["unknown"]);
    expect((await list("processor=nobody")).data).toHaveLength(0);
  });

  it("counts every tab under the list's other filters", async () => {
    const { counts } = await countByState({ actor: EVERYBODY, filters: filters("") });
    expect(counts).toEqual({ all: PAYMENTS, stuck: 1, unknown: 1, pending: 0, contradicted: 1, succeeded: PAYMENTS - 3, declined: 1, failed: 0 });
    const narrowed = await countByState({ actor: EVERYBODY, filters: filters("reference=INV-00") });
    expect(narrowed.counts.all).toBe(10);
  });

  it("of another merchant looks like one that does not exist", async () => {
    const stranger: Actor = { ...EVERYBODY, merchants: [other.id] };
    await expect(list("", stranger)).rejects.toMatchObject({ code: "not_found" });
    const mine = (await list()).data[0]?.id ?? "";
    await expect(getPaymentDetail({ actor: stranger, paymentId: mine })).rejects.toMatchObject({ code: "payment_not_found" });
    expect((await searchPayments({ actor: stranger, query: mine })).hits).toEqual([]);
  });
});

describe("search", () => {
  it("finds a pasted payment id, key, processor's id and reference at once", async () => {
    const row = (await list("status=succeeded")).data[0];
    const find = async (query: string) => (await searchPayments({ actor: EVERYBODY, query })).hits;
    expect(await find(row?.id ?? "")).toMatchObject([{ id: row?.id, foundBy: "payment" }]);
    expect(await find(row?.idempotencyKey ?? "")).toMatchObject([{ id: row?.id, foundBy: "key" }]);
    expect(await find(` "${row?.idempotencyKey}" `)).toMatchObject([{ id: row?.id, foundBy: "key" }]);
    expect(await find(row?.processorReference ?? "")).toMatchObject([{ id: row?.id, foundBy: "processor reference" }]);
    expect((await find("INV-001")).map((hit) => [hit.merchant, hit.foundBy]).toSorted()).toEqual([["other", "reference"], ["shop", "reference"]]);
    expect((await find("INV-00")).every((hit) => hit.foundBy === "reference begins with")).toBe(true);
    expect(await find("nothing like it")).toEqual([]);
  });
});

describe("one payment", () => {
  it("shows ours beside the processor's, what was sent, and what the client was told", async () => {
    const id = (await list("status=contradicted")).data[0]?.id ?? "";
    const detail = await getPaymentDetail({ actor: EVERYBODY, paymentId: id });
    expect(detail.compare?.rows.find((row) => row.field === "Amount")?.verdict).toEqual({ kind: "differs", text: "Differs by 0.01" });
    expect(detail.sentence[0]?.text).toBe("Money may be wrong.");
    expect(detail.timeline.map((entry) => entry.title)).toEqual(expect.arrayContaining(["Key claimed, payment stored", "Attempt 1 sent to Stripe", "Succeeded with another amount"]));
    expect(detail.evidence[0]?.body).toContain('"amount_received"');
  });

  it("a plain success is compared with what its answer proved", async () => {
    const id = (await list("status=succeeded")).data[0]?.id ?? "";
    const { compare } = await getPaymentDetail({ actor: EVERYBODY, paymentId: id });
    expect(compare?.rows.map((row) => row.verdict.kind)).toEqual(["same", "same", "same", "same"]);
  });

  it("numbers its duplicates and names the fields that differed", async () => {
    await createPayment(rig.request(merchant, "order-5", { body: { reference: "INV-005", amount: 1 } }));
    const { flushTold } = await import("@/lib/idempotency/told-answers");
    await flushTold();
    const [hit] = (await searchPayments({ actor: EVERYBODY, query: "order-5" })).hits;
    const detail = await getPaymentDetail({ actor: EVERYBODY, paymentId: hit?.id ?? "" });
    expect(detail.payment.duplicates).toBe(1);
    expect(detail.told[0]).toMatchObject({ httpStatus: 422, title: "Duplicate 1: different body" });
    expect(detail.told[0]?.detail).toContain("/amount");
    expect(detail.told[1]?.title).toMatch(/^First request: succeeded/);
  });
});
