import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FAULTS, type FaultName } from "@/lib/simulator/faults";
import { type RunningSimulator, startSimulator } from "@/lib/simulator/start-simulator";
import type { SendReport } from "../outcome";
import type { OpenConnection, PaymentRequest } from "../processor";
import { closePools } from "./pools";
import { stripe } from "./stripe";

let simulator: RunningSimulator;
beforeAll(async () => {
  simulator = await startSimulator({ host: "127.0.0.1", port: 0, file: ":memory:" });
});
afterAll(async () => {
  await simulator.close();
  await closePools();
});

/** Far above what a fault of 20 ms needs, far below the test's own limit. */
const TIMEOUT_MS = 5_000;
const POLL = { timeout: TIMEOUT_MS };
const connectionOf = (secretKey: string): OpenConnection => ({ id: "con_1", apiBase: simulator.url, secretKey });
const freshConnection = () => connectionOf(`sk_test_${randomUUID().replaceAll("-", "")}`);

type Payment = { connection: OpenConnection; processorKey: string; body: string; attemptId: string };
function payment(more: Partial<PaymentRequest> = {}, connection = freshConnection()): Payment {
  const id = randomUUID();
  const request: PaymentRequest = {
    amount: 1_250, currency: "EUR", paymentMethod: "pm_card_visa", reference: "order 7", description: "Two chairs", metadata: null,
    paymentId: `pay_${id}`, attemptId: `att_${id}`, ...more,
  };
  return { connection, processorKey: `k-${id}`, body: stripe.buildPaymentRequest(request), attemptId: request.attemptId };
}
const withFault = (order: string) => payment({ metadata: { simulator_fault: order } });
function send({ connection, processorKey, body }: Payment, timeoutMs = TIMEOUT_MS): Promise<SendReport> {
  return stripe.send(connection, { processorKey, body, amount: 1_250, currency: "EUR" }, { timeoutMs, maySend: () => true });
}
function list(connection: OpenConnection, pagesMax = 10) {
  const now = Date.now();
  return stripe.list(connection, { from: new Date(now - 300_000), to: new Date(now + 300_000) }, { timeoutMs: TIMEOUT_MS, pagesMax });
}
async function charges(attemptId: string): Promise<{ amount: number; currency: string; intent: string }[]> {
  const response = await fetch(`${simulator.url}/_simulator/ledger?attempt=${attemptId}`);
  return ((await response.json()) as { charges: { amount: number; currency: string; intent: string }[] }).charges;
}
type Seen = { method: string; fault: string | null; status: number | null; charges: number; replayed: boolean };
async function seenRequests(attemptId: string): Promise<Seen[]> {
  const response = await fetch(`${simulator.url}/_simulator/requests?attempt=${attemptId}`);
  return ((await response.json()) as { requests: Seen[] }).requests;
}
async function control(method: string, path: string, body?: unknown): Promise<void> {
  const response = await fetch(`${simulator.url}/_simulator/${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  expect(response.status).toBe(200);
}

describe("without a fault", () => {
  test("a payment succeeds, is charged once and is found by id and in the list", async () => {
    const made = payment();
    const report = await send(made);
    expect(report).toMatchObject({ outcome: "succeeded", code: null, received: { amount: 1_250, currency: "EUR" }, body: null });
    const reference = report.processorReference ?? "";
    const found = await stripe.lookUpById(made.connection, reference, TIMEOUT_MS);
    expect(found).toMatchObject({ kind: "found", object: { reference, attemptId: made.attemptId, state: "succeeded", received: { amount: 1_250, currency: "EUR" }, paymentMethod: "pm_card_visa" } });
    expect(JSON.stringify(found)).not.toContain("_secret_");
    expect(await list(made.connection)).toMatchObject({ kind: "complete", pages: 1, objects: [{ reference, attemptId: made.attemptId }] });
    expect(await charges(made.attemptId)).toHaveLength(1);
  });
  test("the same bytes under the same key are charged once", async () => {
    const made = payment();
    const first = await send(made);
    expect(await send(made)).toMatchObject({ outcome: "succeeded", processorReference: first.processorReference });
    expect(await charges(made.attemptId)).toHaveLength(1);
  });
  test("other bytes under the same key are an idempotency error, which bars proof of absence", async () => {
    const made = payment();
    await send(made);
    expect(await send({ ...made, body: `${made.body}&metadata%5Bx%5D=1` })).toMatchObject({ outcome: "unknown", code: "idempotency_error", absenceBarred: true });
  });
  test.each([
    ["pm_card_chargeDeclinedInsufficientFunds", "insufficient_funds"], ["pm_card_chargeDeclined", "generic_decline"],
    ["pm_card_authenticationRequired", "authentication_required"], ["tok_chargeDeclinedExpiredCard", "expired_card"],
  ])("%s is declined: %s", async (paymentMethod, declineCode) => {
    const made = payment({ paymentMethod });
    const report = await send(made);
    expect(report).toMatchObject({ outcome: "declined", declineCode });
    expect(await stripe.lookUpById(made.connection, report.processorReference ?? "", TIMEOUT_MS)).toMatchObject({ kind: "found", object: { state: "declined", declineCode } });
    expect(await charges(made.attemptId)).toEqual([]);
  });
  test("a payment method that does not exist is failed, rejected, and names the field", async () => {
    const made = payment({ paymentMethod: "pm_missing" });
    expect(await send(made)).toMatchObject({ outcome: "failed", refusal: "processor_rejected", processorCode: "resource_missing", processorField: "payment_method" });
    expect(await list(made.connection)).toMatchObject({ kind: "complete", objects: [] });
  });
  test("the list is read to its last page, and a page limit is inconclusive", async () => {
    const connection = freshConnection();
    await Promise.all(Array.from({ length: 230 }, () => send(payment({}, connection))));
    const answer = await list(connection);
    expect(answer).toMatchObject({ kind: "complete", pages: 3 });
    expect(new Set(answer.kind === "complete" ? answer.objects.map((object) => object.reference) : []).size).toBe(230);
    expect(await list(connection, 2)).toMatchObject({ kind: "inconclusive", code: "page_limit" });
  });
  test("an id that nobody knows is not found; another account's looks the same", async () => {
    const made = payment();
    const { processorReference } = await send(made);
    expect(await stripe.lookUpById(made.connection, "pi_nobody", TIMEOUT_MS)).toEqual({ kind: "not_found" });
    expect(await stripe.lookUpById(freshConnection(), processorReference ?? "", TIMEOUT_MS)).toEqual({ kind: "not_found" });
  });
  test("the account is read, and refused credentials are told as such everywhere", async () => {
    const connection = freshConnection();
    const account = await stripe.readAccount(connection, TIMEOUT_MS);
    expect(account).toMatchObject({ kind: "known", mode: "test" });
    expect(await stripe.readAccount(connection, TIMEOUT_MS)).toEqual(account);
    expect(await stripe.readAccount(connectionOf("sk_live_abc"), TIMEOUT_MS)).toMatchObject({ kind: "known", mode: "live" });
    const refused = connectionOf("sk_test_invalid_1");
    const inconclusive = { kind: "inconclusive", httpStatus: 401, credentialsRefused: true };
    expect(await stripe.readAccount(refused, TIMEOUT_MS)).toMatchObject(inconclusive);
    expect(await stripe.lookUpById(refused, "pi_1", TIMEOUT_MS)).toMatchObject(inconclusive);
    expect(await stripe.cancel(refused, "pi_1", TIMEOUT_MS)).toMatchObject(inconclusive);
    expect(await list(refused)).toMatchObject(inconclusive);
    expect(await send(payment({}, refused))).toMatchObject({ outcome: "failed", refusal: "processor_misconfigured" });
  });
});

type Expected = { report: Partial<SendReport>; charges: number; order?: string; timeoutMs?: number };
const EXECUTED_THEN_LOST: Expected = { report: { outcome: "unknown", code: "reset", frozen: false }, charges: 1 };

/** What one send proves under each fault, and what the ledger says: the ledger is the judge. */
const EXPECTED: Readonly<Record<FaultName, Expected>> = {
  refuse_connections: { report: { outcome: "unknown", code: "reset" }, charges: 0, order: "refuse_connections:20" },
  reset_before: { report: { outcome: "unknown", code: "reset" }, charges: 0 },
  bad_request_400: { report: { outcome: "failed", refusal: "processor_rejected", processorField: "payment_method" }, charges: 0 },
  unauthorized_401: { report: { outcome: "failed", refusal: "processor_misconfigured" }, charges: 0 },
  forbidden_403: { report: { outcome: "failed", refusal: "processor_misconfigured" }, charges: 0 },
  not_found_404: { report: { outcome: "failed", refusal: "processor_rejected" }, charges: 0 },
  rate_limited_429: { report: { outcome: "failed", refusal: "processor_unavailable", retryAfterS: 1 }, charges: 0 },
  in_progress_409: { report: { outcome: "unknown", code: "idempotency_key_in_use", frozen: false, absenceBarred: false }, charges: 0 },
  error_500: { report: { outcome: "unknown", code: "http_500", frozen: true }, charges: 0 },
  decline_then_500: { report: { outcome: "unknown", code: "http_500", frozen: true }, charges: 0 },
  requires_action: { report: { outcome: "unknown", code: "requires_action" }, charges: 0 },
  processing: { report: { outcome: "unknown", code: "processing" }, charges: 0, order: "processing:600000" },
  slow: { report: { outcome: "succeeded" }, charges: 1, order: "slow:20" },
  hang_then_charge: { report: { outcome: "unknown", code: "timeout" }, charges: 0, order: "hang_then_charge:600000", timeoutMs: 300 },
  wrong_amount: { report: { outcome: "succeeded", code: "amount_differs", received: { amount: 1_251, currency: "EUR" } }, charges: 1 },
  wrong_currency: { report: { outcome: "succeeded", code: "amount_differs", received: { amount: 1_250, currency: "USD" } }, charges: 1 },
  duplicate_charge: { report: { outcome: "succeeded", code: null }, charges: 2 },
  ignore_keys: { report: { outcome: "succeeded" }, charges: 1 },
  charge_then_500: { report: { outcome: "unknown", code: "http_500", frozen: true }, charges: 1 },
  charge_then_reset: EXECUTED_THEN_LOST,
  charge_then_hang: { report: { outcome: "unknown", code: "timeout", frozen: false }, charges: 1, timeoutMs: 300 },
  bad_gateway_json: { report: { outcome: "unknown", code: "http_502", frozen: true }, charges: 1 },
  bad_gateway_html: { report: { outcome: "unknown", code: "http_502", frozen: true }, charges: 1 },
  truncated_200: { report: { outcome: "unknown", code: "reset", httpStatus: 200, frozen: false }, charges: 1 },
  empty_200: { report: { outcome: "unknown", code: "answer_unreadable", httpStatus: 200 }, charges: 1 },
  no_id: { report: { outcome: "unknown", code: "answer_without_id", httpStatus: 200 }, charges: 1 },
  list_late: EXECUTED_THEN_LOST,
  list_down: EXECUTED_THEN_LOST,
  notification_lost: { report: { outcome: "succeeded" }, charges: 1 },
  notification_doubled: { report: { outcome: "succeeded" }, charges: 1 },
  notification_early: { report: { outcome: "succeeded" }, charges: 1 },
  notification_late: { report: { outcome: "succeeded" }, charges: 1 },
};

describe("under every fault a send proves what the ledger bears out", () => {
  test.each(Object.keys(FAULTS) as FaultName[])("%s", async (fault) => {
    const expected = EXPECTED[fault];
    const made = withFault(expected.order ?? fault);
    const report = await send(made, expected.timeoutMs);
    expect(report).toMatchObject(expected.report);
    await expect.poll(() => charges(made.attemptId).catch(() => null), POLL).toHaveLength(expected.charges);
    if (report.outcome === "failed" || report.outcome === "declined") expect(await charges(made.attemptId)).toEqual([]);
  });
});

describe("afterwards", () => {
  test("a 500 is frozen under its key: the same bytes get it again, and the list shows the money", async () => {
    const made = withFault("charge_then_500");
    await send(made);
    expect(await send(made)).toMatchObject({ outcome: "unknown", code: "http_500", frozen: true });
    expect(await list(made.connection)).toMatchObject({ kind: "complete", objects: [{ attemptId: made.attemptId, state: "succeeded" }] });
    expect(await charges(made.attemptId)).toHaveLength(1);
  });
  test.each(["charge_then_reset", "truncated_200", "empty_200", "no_id"])("after %s the same bytes get the true answer, without a second charge", async (fault) => {
    const made = withFault(fault);
    await send(made);
    expect(await send(made)).toMatchObject({ outcome: "succeeded", code: null });
    expect(await charges(made.attemptId)).toHaveLength(1);
  });
  test("what waits for the customer is cancelled, and cancelling again shows it cancelled", async () => {
    const made = withFault("requires_action");
    const reference = (await send(made)).processorReference ?? "";
    expect(await stripe.lookUpById(made.connection, reference, TIMEOUT_MS)).toMatchObject({ kind: "found", object: { state: "requires_cancel", requiresAction: true } });
    const canceled = { kind: "found", object: { reference, state: "canceled" } };
    expect(await stripe.cancel(made.connection, reference, TIMEOUT_MS)).toMatchObject(canceled);
    expect(await stripe.cancel(made.connection, reference, TIMEOUT_MS)).toMatchObject(canceled);
  });
  test("cancelling what took the money answers with the money", async () => {
    const made = payment();
    const reference = (await send(made)).processorReference ?? "";
    expect(await stripe.cancel(made.connection, reference, TIMEOUT_MS)).toMatchObject({ kind: "found", object: { state: "succeeded", received: { amount: 1_250 } } });
    expect(await stripe.cancel(made.connection, "pi_nobody", TIMEOUT_MS)).toEqual({ kind: "not_found" });
  });
  test("a payment that is processing stays open and then succeeds", async () => {
    const made = withFault("processing:500");
    const reference = (await send(made)).processorReference ?? "";
    await expect.poll(() => stripe.lookUpById(made.connection, reference, TIMEOUT_MS), POLL).toMatchObject({ kind: "found", object: { state: "succeeded" } });
    expect(await charges(made.attemptId)).toHaveLength(1);
  });
  test("what hung is charged all the same", async () => {
    const made = withFault("hang_then_charge:1500");
    expect(await send(made, 200)).toMatchObject({ outcome: "unknown", code: "timeout" });
    await expect.poll(() => charges(made.attemptId), POLL).toHaveLength(1);
  });
  test("a second send while the first is under way is told so", async () => {
    const made = withFault("slow:1500");
    const first = send(made);
    await expect.poll(() => seenRequests(made.attemptId), POLL).toHaveLength(1);
    expect(await send(made)).toMatchObject({ outcome: "unknown", code: "idempotency_key_in_use" });
    expect(await first).toMatchObject({ outcome: "succeeded" });
    expect(await charges(made.attemptId)).toHaveLength(1);
  });
  test("a late list shows the payment only after a while", async () => {
    const made = withFault("list_late:2000");
    await send(made);
    expect(await list(made.connection)).toMatchObject({ kind: "complete", objects: [] });
    await expect.poll(() => list(made.connection), POLL).toMatchObject({ objects: [{ attemptId: made.attemptId }] });
  });
  test("a list that is down makes look-ups inconclusive, never empty", async () => {
    const made = withFault("list_down:2000");
    await send(made);
    expect(await list(made.connection)).toMatchObject({ kind: "inconclusive", code: "http_503", credentialsRefused: false });
    expect(await stripe.lookUpById(made.connection, "pi_1", TIMEOUT_MS)).toMatchObject({ kind: "inconclusive" });
    await expect.poll(() => list(made.connection), POLL).toMatchObject({ kind: "complete", objects: [{ attemptId: made.attemptId }] });
  });
  test("the journal tells each request of an attempt: what struck it, what was answered, what it charged", async () => {
    const made = withFault("charge_then_reset");
    await send(made);
    const { processorReference } = await send(made);
    await stripe.lookUpById(made.connection, processorReference ?? "", TIMEOUT_MS);
    expect(await seenRequests(made.attemptId)).toMatchObject([
      { method: "POST", fault: "charge_then_reset", status: null, charges: 1, replayed: false },
      { method: "POST", status: 200, charges: 0, replayed: true },
      { method: "GET", fault: null, status: 200, charges: 0 },
    ]);
  });
  test("a processor that ignores keys charges every send", async () => {
    const made = withFault("ignore_keys");
    await send(made);
    await send(made);
    expect(await charges(made.attemptId)).toHaveLength(2);
  });
  test("a fault ordered once strikes once", async () => {
    const made = withFault("rate_limited_429*1");
    expect(await send(made)).toMatchObject({ outcome: "failed" });
    expect(await send(made)).toMatchObject({ outcome: "succeeded" });
  });
  test("refused connections are told as unsent, and pass", async () => {
    const made = payment();
    await control("POST", "faults", { fault: "refuse_connections", durationMs: 1_500 });
    await expect.poll(() => send(made), POLL).toMatchObject({ outcome: "failed", refusal: "processor_unavailable", code: "connect_refused", unsent: true });
    await expect.poll(() => send(made), POLL).toMatchObject({ outcome: "succeeded" });
  });
  test.each([["hang", "timeout"], ["reset", "reset"], ["503", "http_503"]])("darkness (%s) makes sends unknown and look-ups inconclusive until it is lifted", async (mode, code) => {
    const made = payment();
    await control("POST", "dark", { mode, secretKey: made.connection.secretKey });
    expect(await send(made, 300)).toMatchObject({ outcome: "unknown", code });
    expect(await stripe.lookUpById(made.connection, "pi_1", 300)).toMatchObject({ kind: "inconclusive" });
    expect(await send(payment())).toMatchObject({ outcome: "succeeded" });
    await control("DELETE", "dark");
    expect(await list(made.connection)).toMatchObject({ kind: "complete", objects: [] });
  });
  test("a fault armed for an account strikes as often as it was armed for, and nobody else", async () => {
    const connection = freshConnection();
    await control("POST", "faults", { fault: "charge_then_500", secretKey: connection.secretKey, count: 1 });
    expect(await send(payment())).toMatchObject({ outcome: "succeeded" });
    expect(await send(payment({}, connection))).toMatchObject({ outcome: "unknown", code: "http_500" });
    expect(await send(payment({}, connection))).toMatchObject({ outcome: "succeeded" });
  });
});
