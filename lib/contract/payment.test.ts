import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Payment, parseCreatePaymentBody, presentPayment } from "./payment";

const body = { amount: 1999, currency: "EUR", paymentMethod: "pm_card_visa" };
const pointers = (sent: unknown) => {
  const parsed = parseCreatePaymentBody(sent);
  return parsed.ok ? null : parsed.errors.map((error) => error.pointer);
};
const pairs = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, "v"]));

describe("the body of POST /api/v1/payments", () => {
  test("the least and the most that is accepted", () => {
    expect(pointers(body)).toBeNull();
    expect(pointers({ ...body, amount: 2 ** 53 - 1, reference: "r".repeat(200), description: "😀".repeat(1_000), metadata: { ...pairs(39), ["n".repeat(40)]: "v".repeat(500) } })).toBeNull();
  });

  test("a currency in lower case is the same currency", () => {
    expect(parseCreatePaymentBody({ ...body, currency: "eur" })).toMatchObject({ body: { currency: "EUR" } });
  });

  test.each([
    ["amount", 0], ["amount", -1], ["amount", 1.5], ["amount", 2 ** 53], ["amount", "10"], ["amount", null], ["amount", undefined],
    ["currency", "EURO"], ["currency", "XXX"], ["currency", ""], ["currency", 978], ["paymentMethod", "card_1"], ["paymentMethod", "pm_"], ["paymentMethod", "pm_a b"],
    ["paymentMethod", `pm_${"a".repeat(253)}`], ["reference", null], ["reference", ""], ["reference", "r".repeat(201)], ["reference", "a\0"], ["reference", "\ud800"],
    ["description", null], ["description", "d".repeat(1_001)], ["metadata", null], ["metadata", []], ["metadata", "x"], ["metadata", pairs(41)],
  ])("%s: %j is refused by name", (field, value) => expect(pointers({ ...body, [field]: value })).toEqual([`/${field}`]));

  test.each([["n".repeat(41), "v"], ["", "v"], ["n", "v".repeat(501)], ["n", 1], ["n", null], ["n", "\udc00"], ["a\0", "v"], ["latchkey_attempt", "v"], ["a[b]", "v"]])(
    "the pair %j: %j is refused by name", (name, value) => expect(pointers({ ...body, metadata: { [name]: value } })).toEqual([`/metadata/${name}`]),
  );

  test("a name that JavaScript treats specially is no way around the rules", () => {
    expect(pointers(JSON.parse('{"amount":1,"currency":"EUR","paymentMethod":"pm_x","metadata":{"__proto__":"x"}}'))).toEqual(["/metadata/__proto__"]);
    expect(pointers(JSON.parse('{"amount":1,"currency":"EUR","paymentMethod":"pm_x","__proto__":{}}'))).toEqual(["/__proto__"]);
  });

  test("unknown fields are refused, each with its pointer", () => {
    expect(pointers({ ...body, "a/b": 1, "c~d": 2 })).toEqual(["/a~1b", "/c~0d"]);
  });

  test("whatever is sent, the answer names fields and repeats no value", () => {
    fc.assert(fc.property(fc.jsonValue(), (sent) => {
      const parsed = parseCreatePaymentBody(sent);
      if (!parsed.ok) expect(parsed.errors.length).toBeGreaterThan(0);
    }));
    expect(JSON.stringify(parseCreatePaymentBody({ ...body, currency: "s3cret", reference: { s3cret: "s3cret" } }))).not.toContain("s3cret");
  });
});

describe("the presenter", () => {
  const at = new Date("2026-11-24T08:00:00.120Z");
  const attempt = { id: "0193b3a2-7c4e-7a51-9b7d-2f4e6a8c0d1f", status: "succeeded" as const, processorKey: "k", processorReference: "pi_1", startedAt: at, finishedAt: at };
  const payment = presentPayment(
    {
      id: "0193b3a2-7c4e-7a51-9b7d-2f4e6a8c0d1e", status: "succeeded", amount: 2n ** 53n - 1n, currency: "EUR", paymentMethod: "pm_x", reference: null, description: null, metadata: null,
      idempotencyKey: "k1", processor: "stripe", processorReference: "pi_1", declineCode: null, failureCode: null, createdAt: at, updatedAt: at,
    },
    [{ ...attempt, number: 2 }, { ...attempt, number: 1, id: "0193b3a2-7c4e-7a51-9b7d-2f4e6a8c0d10", status: "queued", startedAt: null, finishedAt: null }],
    [2, 1].map((number) => ({ attemptId: attempt.id, number, at, finishedAt: null, outcome: null, code: `c${number}` })),
    { stuck: false },
  );

  test("a payment is what the schema says, members in the contract's order", () => {
    expect(Payment.parse(payment)).toEqual(payment);
    expect(Object.keys(payment).join()).toBe(
      "id,object,status,amount,currency,paymentMethod,reference,description,metadata,idempotencyKey,processor,processorReference,declineCode,failureCode,stuck,createdAt,updatedAt,attempts",
    );
    expect(Object.keys(payment.attempts[0] ?? {}).join()).toBe("id,status,processorKey,processorReference,startedAt,finishedAt,sends");
  });

  test("amounts are exact, times have milliseconds, metadata is never null, attempts and sends are in order", () => {
    expect(payment).toMatchObject({ amount: 9007199254740991, createdAt: "2026-11-24T08:00:00.120Z", metadata: {} });
    expect(payment.attempts.map((one) => one.status)).toEqual(["queued", "succeeded"]);
    expect(payment.attempts[1]?.sends.map((send) => send.code)).toEqual(["c1", "c2"]);
  });
});
