import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PaymentStatus, SendOutcome } from "@/lib/contract/payment";
import { eventually } from "../fixtures/eventually";
import { freePort } from "../fixtures/free-port";
import { Installation } from "../fixtures/installation";
import { uuidOf } from "../fixtures/operators";
import { keyReaches, newKey, order } from "../fixtures/orders";
import { intentFor, page, type Scripted, ScriptedProcessor } from "../fixtures/scripted-processor";

let installation: Installation;

beforeAll(async () => {
  installation = await Installation.start();
});
afterAll(() => installation?.close());

/** The line, the fault that plays it, what the client gets, what the send proves, where the payment ends, what was charged. */
type Line = readonly [line: string, fault: string, status: number, outcome: SendOutcome, settled: PaymentStatus, charges: number];

const LINES: readonly Line[] = [
  ["2xx, an id, a final succeeded status, our amount and currency", "slow:50", 201, "succeeded", "succeeded", 1],
  ["the same, in another amount", "wrong_amount", 409, "succeeded", "contradicted", 1],
  ["the same, in another currency", "wrong_currency", 409, "succeeded", "contradicted", 1],
  ["400 before execution", "bad_request_400", 400, "failed", "failed", 0],
  ["401 before execution", "unauthorized_401", 503, "failed", "failed", 0],
  ["403 before execution", "forbidden_403", 503, "failed", "failed", 0],
  ["404 before execution", "not_found_404", 400, "failed", "failed", 0],
  ["429 before execution", "rate_limited_429", 503, "failed", "failed", 0],
  ["timeout, charged", "charge_then_hang+notification_lost", 202, "unknown", "succeeded", 1],
  ["timeout, charged later", "hang_then_charge:2500", 202, "unknown", "succeeded", 1],
  ["reset after sending, charged", "charge_then_reset", 202, "unknown", "succeeded", 1],
  ["reset after sending, not charged", "reset_before*1", 202, "unknown", "succeeded", 1],
  ["500, charged", "charge_then_500", 202, "unknown", "succeeded", 1],
  ["500, declined", "decline_then_500", 202, "unknown", "declined", 0],
  ["500, nothing charged", "error_500", 202, "unknown", "failed", 0],
  ["502 with JSON that names no error", "bad_gateway_json", 202, "unknown", "succeeded", 1],
  ["502 with HTML", "bad_gateway_html", 202, "unknown", "succeeded", 1],
  ["2xx that does not parse", "truncated_200", 202, "unknown", "succeeded", 1],
  ["2xx with nothing in it", "empty_200", 202, "unknown", "succeeded", 1],
  ["2xx that lacks an id", "no_id", 202, "unknown", "succeeded", 1],
  ["409 in progress", "in_progress_409*1", 202, "unknown", "succeeded", 1],
  ["2xx and still processing", "processing:1000", 202, "unknown", "succeeded", 1],
  ["2xx and waiting for the customer", "requires_action", 202, "unknown", "declined", 0],
  ["succeeded, and the list is late", "list_late:1500", 202, "unknown", "succeeded", 1],
  ["succeeded, and the list is down", "list_down:1500", 202, "unknown", "succeeded", 1],
];

describe("section 5: what one send proves", () => {
  test.concurrent.each(LINES)("%s (%s)", async (_, fault, status, outcome, settled, charges) => {
    const { api } = await installation.merchant();
    const key = newKey();
    const answer = await api.create(key, order({}, fault));
    expect({ status: answer.status, text: answer.text }).toMatchObject({ status });
    const payment = await keyReaches(api, key, settled);
    expect(payment.attempts[0]?.sends[0]?.outcome).toBe(outcome);
    expect(await installation.simulator.charges(payment.id)).toHaveLength(charges);
  });

  test.concurrent.each([["pm_card_chargeDeclined", "generic_decline"], ["pm_card_chargeDeclinedExpiredCard", "expired_card"], ["pm_card_authenticationRequired", "authentication_required"]])(
    "a definite refusal of this payment (%s) → declined, with the processor's code", async (paymentMethod, declineCode) => {
      const { api } = await installation.merchant();
      const key = newKey();
      expect((await api.create(key, order({ paymentMethod }))).status).toBe(402);
      expect(await keyReaches(api, key, "declined")).toMatchObject({ declineCode, attempts: [{ status: "declined", sends: [{ outcome: "declined" }] }] });
    },
  );

  test.concurrent("another amount → code amount_differs, a discrepancy at once", async () => {
    const { api } = await installation.merchant();
    const key = newKey();
    await api.create(key, order({}, "wrong_amount"));
    const payment = await keyReaches(api, key, "contradicted");
    expect(payment.attempts).toMatchObject([{ status: "succeeded", sends: [{ outcome: "succeeded", code: "amount_differs" }] }]);
    expect(await installation.sql("SELECT kind FROM discrepancies WHERE operation_id = $1", [uuidOf("payment", payment.id)])).toEqual([{ kind: "amount_differs" }]);
  });
});

/** A processor's answers that the simulator never gives. The list finds nothing, and nothing was charged. */
const ANSWERS: readonly (readonly [line: string, answer: Scripted, outcome: SendOutcome])[] = [
  ["an idempotency error: the key was used with other parameters", { status: 400, body: { error: { type: "idempotency_error", code: "idempotency_key_in_use", message: "other parameters" } } }, "unknown"],
  ["a replayed 5xx", { status: 500, headers: { "idempotent-replayed": "true" }, body: { error: { type: "api_error" } } }, "unknown"],
  ["400 with an object in it", { status: 400, body: { error: { type: "invalid_request_error", payment_intent: { id: "pi_1", status: "processing" } } } }, "unknown"],
  ["402 without an error", { status: 402, body: { message: "payment required" } }, "unknown"],
  ["a redirect", { status: 302, headers: { location: "https://elsewhere.invalid/" }, raw: "" }, "unknown"],
  ["2xx with a status that nobody knows", { status: 200, body: { id: "pi_2", object: "payment_intent", status: "brand_new", amount: 1250, currency: "eur" } }, "unknown"],
  ["2xx with a list where an object should be", { status: 200, body: [] }, "unknown"],
  ["broken off inside the status line", { breaksAfter: "HTTP/1.1 2" }, "unknown"],
  ["broken off inside the headers", { breaksAfter: "HTTP/1.1 200 OK\r\ncontent-ty" }, "unknown"],
  ["broken off inside the body", { breaksAfter: 'HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"id":"pi_' }, "unknown"],
  ["no HTTP at all", { breaksAfter: "SSH-2.0-OpenSSH_9\r\n" }, "unknown"],
];

describe("section 5: answers that the simulator never gives", () => {
  test.concurrent.each(ANSWERS)("%s", async (_, answer, outcome) => {
    const processor = await ScriptedProcessor.start(({ method }) => (method === "POST" ? answer : page([])));
    const { api } = await installation.merchant({ credentials: { apiBase: processor.origin, secretKey: "sk_test_scripted", webhookSecret: null } });
    const key = newKey();
    const first = await api.create(key, order());
    expect({ status: first.status, text: first.text }).toMatchObject({ status: 202 });
    const { payment } = await api.keyRecord(key);
    expect(payment).toMatchObject({ status: "unknown", attempts: [{ status: "unknown", sends: [{ outcome }] }] });
    await processor.shut();
  });

  test("the stored bytes go out, under the persisted key, with our ids in metadata on the first send", async () => {
    const processor = await ScriptedProcessor.start((request) => ({ body: intentFor(request) }));
    const { api } = await installation.merchant({ credentials: { apiBase: processor.origin, secretKey: "sk_test_scripted", webhookSecret: null } });
    const key = newKey();
    expect((await api.create(key, order({ reference: "R & D = 100 %", metadata: { "ключ": "värde" } }))).status).toBe(201);
    const payment = await keyReaches(api, key, "succeeded");
    const [sent] = processor.sends;
    expect(processor.sends).toHaveLength(1);
    expect(sent?.authorization).toBe("Bearer sk_test_scripted");
    expect(sent?.idempotencyKey).toBe(payment.attempts[0]?.processorKey);
    expect(sent?.idempotencyKey).not.toContain(key);
    expect(Object.fromEntries(sent?.form ?? [])).toMatchObject({
      amount: "1250", currency: "eur", confirm: "true", error_on_requires_action: "true", payment_method: "pm_card_visa",
      "metadata[latchkey_attempt]": payment.attempts[0]?.id, "metadata[latchkey_payment]": payment.id, "metadata[ключ]": "värde",
    });
    const [row] = await installation.sql("SELECT request_body FROM attempts WHERE operation_id = $1", [uuidOf("payment", payment.id)]);
    expect(row?.request_body).toBe(sent?.rawBody);
    await processor.shut();
  });

  test.concurrent.each([
    ["connection refused", async () => `http://127.0.0.1:${await freePort()}`, "connect_refused"],
    ["DNS", async () => "http://nowhere.invalid", "dns"],
    ["TLS handshake unfinished", async () => installation.simulator.origin.replace("http:", "https:"), "tls"],
  ])("%s: no byte of the request sent → failed (proven), row 3a", async (_, elsewhere, code) => {
    const { api, name } = await installation.merchant();
    await api.create(newKey(), order());
    await installation.sql("UPDATE connections SET api_base = $1 WHERE merchant_id = (SELECT id FROM merchants WHERE name = $2)", [await elsewhere(), name]);
    // Every process sees a changed connection within two seconds.
    const key = await untilUsed(api);
    const payment = await keyReaches(api, key, "failed");
    expect(payment.attempts[0]?.sends).toMatchObject([{ outcome: "failed", code }]);
    expect((await api.keyRecord(key)).retry).toMatchObject({ sameKey: true, newKey: true });
  });

  async function untilUsed(api: Awaited<ReturnType<Installation["merchant"]>>["api"]): Promise<string> {
    return eventually("the new address is used", async () => {
      const key = newKey();
      return (await api.create(key, order())).status === 503 ? key : null;
    });
  }
});
