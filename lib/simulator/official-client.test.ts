import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningSimulator, startSimulator } from "./start-simulator";

/** Stripe's own package as the judge of what the simulator says. */
let simulator: RunningSimulator;
beforeAll(async () => {
  simulator = await startSimulator({ host: "127.0.0.1", port: 0, file: ":memory:" });
});
afterAll(() => simulator.close());

function client(secretKey = `sk_test_${randomUUID().replaceAll("-", "")}`): Stripe {
  return new Stripe(secretKey, { host: "127.0.0.1", port: simulator.port, protocol: "http", maxNetworkRetries: 0, telemetry: false });
}
const PARAMS = { amount: 1_250, currency: "eur", confirm: true, payment_method: "pm_card_visa", metadata: { order: "7" } } as const;

test("creates, confirms and retrieves", async () => {
  const stripe = client();
  const made = await stripe.paymentIntents.create(PARAMS);
  expect(made).toMatchObject({ object: "payment_intent", status: "succeeded", amount_received: 1_250, metadata: { order: "7" } });
  expect(made.lastResponse.requestId).toMatch(/^req_/);
  expect(await stripe.paymentIntents.retrieve(made.id)).toEqual(made);
});

test("creates first and confirms afterwards", async () => {
  const stripe = client();
  const made = await stripe.paymentIntents.create({ amount: 500, currency: "usd" });
  expect(made.status).toBe("requires_payment_method");
  expect(await stripe.paymentIntents.confirm(made.id, { payment_method: "pm_card_visa" })).toMatchObject({ status: "succeeded", amount_received: 500 });
  await expect(stripe.paymentIntents.confirm(made.id)).rejects.toMatchObject({ statusCode: 400, code: "payment_intent_unexpected_state", payment_intent: { status: "succeeded" } });
});

test("a declined card is a card error that carries the payment", async () => {
  const failing = client().paymentIntents.create({ ...PARAMS, payment_method: "pm_card_chargeDeclinedInsufficientFunds" });
  await expect(failing).rejects.toBeInstanceOf(Stripe.errors.StripeCardError);
  await expect(failing).rejects.toMatchObject({ statusCode: 402, code: "card_declined", decline_code: "insufficient_funds", payment_intent: { status: "requires_payment_method" } });
});

test("the same key gets the first answer again; other parameters an idempotency error", async () => {
  const stripe = client();
  const idempotencyKey = randomUUID();
  const first = await stripe.paymentIntents.create(PARAMS, { idempotencyKey });
  const again = await stripe.paymentIntents.create(PARAMS, { idempotencyKey });
  expect(again.id).toBe(first.id);
  expect(again.lastResponse.headers["idempotent-replayed"]).toBe("true");
  const other = stripe.paymentIntents.create({ ...PARAMS, amount: 1_251 }, { idempotencyKey });
  await expect(other).rejects.toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
});

test("a 500 is kept under its key and marked when it comes again", async () => {
  const stripe = client();
  const idempotencyKey = randomUUID();
  const create = () => stripe.paymentIntents.create({ ...PARAMS, metadata: { simulator_fault: "error_500" } }, { idempotencyKey });
  await expect(create()).rejects.toMatchObject({ statusCode: 500, headers: expect.not.objectContaining({ "idempotent-replayed": "true" }) });
  await expect(create()).rejects.toMatchObject({ statusCode: 500, headers: expect.objectContaining({ "idempotent-replayed": "true" }) });
});

test("lists newest first, by time, in pages both ways", async () => {
  const stripe = client();
  const made: string[] = [];
  for (let index = 0; index < 5; index += 1) made.unshift((await stripe.paymentIntents.create(PARAMS)).id);
  const ids = (page: { data: { id: string }[] }) => page.data.map((each) => each.id);
  const page = await stripe.paymentIntents.list({ limit: 2 });
  expect([ids(page), page.has_more]).toEqual([made.slice(0, 2), true]);
  expect(ids(await stripe.paymentIntents.list({ limit: 2, starting_after: made[1] ?? "" }))).toEqual(made.slice(2, 4));
  expect(ids(await stripe.paymentIntents.list({ limit: 2, ending_before: made[3] ?? "" }))).toEqual(made.slice(1, 3));
  const all: string[] = [];
  for await (const each of stripe.paymentIntents.list({ limit: 2 })) all.push(each.id);
  expect(all).toEqual(made);
  const inAnHour = Math.floor(Date.now() / 1_000) + 3_600;
  expect(ids(await stripe.paymentIntents.list({ created: { gte: inAnHour } }))).toEqual([]);
  expect(ids(await stripe.paymentIntents.list({ created: { lt: inAnHour, gt: inAnHour - 7_200 } }))).toEqual(made);
  await expect(stripe.paymentIntents.list({ starting_after: "pi_nobody" })).rejects.toMatchObject({ statusCode: 400, code: "resource_missing" });
});

test("cancels what has not taken money, once", async () => {
  const stripe = client();
  const made = await stripe.paymentIntents.create({ amount: 500, currency: "usd" });
  expect(await stripe.paymentIntents.cancel(made.id, { cancellation_reason: "abandoned" })).toMatchObject({ status: "canceled", cancellation_reason: "abandoned" });
  await expect(stripe.paymentIntents.cancel(made.id)).rejects.toMatchObject({ statusCode: 400, code: "payment_intent_unexpected_state" });
});

test("a secret that is refused is an authentication error", async () => {
  await expect(client("sk_test_invalid_1").paymentIntents.list()).rejects.toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
});

test.each([
  ["no amount", { currency: "eur" }, "amount"],
  ["no currency", { amount: 1 }, "currency"],
  ["a misspelt name", { amount: 1, currency: "eur", ammount: 2 }, "ammount"],
  ["a payment method that does not exist", { ...PARAMS, payment_method: "pm_card_missing" }, "payment_method"],
])("a request with %s is refused, names the field and leaves its key free", async (_name, params, param) => {
  const stripe = client();
  const idempotencyKey = randomUUID();
  const refused = stripe.rawRequest("POST", "/v1/payment_intents", params, { idempotencyKey });
  await expect(refused).rejects.toMatchObject({ statusCode: 400, param });
  expect(await stripe.paymentIntents.create(PARAMS, { idempotencyKey })).toMatchObject({ status: "succeeded" });
});

describe("notifications", () => {
  const SECRET = "whsec_for_the_official_client";
  const received: { body: string; signature: string }[] = [];
  let receiver: Server;
  let failures = 0;
  beforeAll(async () => {
    receiver = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += String(chunk)));
      request.on("end", () => {
        if (failures > 0) {
          failures -= 1;
          response.writeHead(500).end();
          return;
        }
        received.push({ body, signature: String(request.headers["stripe-signature"]) });
        response.writeHead(200).end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => receiver.close());

  async function registered(): Promise<Stripe> {
    const secretKey = `sk_test_${randomUUID().replaceAll("-", "")}`;
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
    await fetch(`${simulator.url}/_simulator/endpoints`, { method: "POST", body: JSON.stringify({ secretKey, url, secret: SECRET }) });
    return client(secretKey);
  }
  const eventsAbout = (id: string) =>
    received
      .map(({ body, signature }) => Stripe.webhooks.constructEvent(body, signature, SECRET))
      .filter((event) => "id" in event.data.object && event.data.object.id === id);
  const typesAbout = (id: string) => eventsAbout(id).map((event) => event.type);

  test("are signed as the package expects and tell of each end", async () => {
    const stripe = await registered();
    const { id } = await stripe.paymentIntents.create(PARAMS);
    await expect.poll(() => typesAbout(id), { timeout: 5_000 }).toEqual(["payment_intent.succeeded"]);
    const open = await stripe.paymentIntents.create({ amount: 1, currency: "eur" });
    await stripe.paymentIntents.cancel(open.id);
    await expect.poll(() => typesAbout(open.id), { timeout: 5_000 }).toEqual(["payment_intent.canceled"]);
    await stripe.paymentIntents.create({ ...PARAMS, payment_method: "pm_card_chargeDeclined" }).catch(() => null);
    const [failed] = (await stripe.paymentIntents.list({ limit: 1 })).data;
    await expect.poll(() => typesAbout(failed?.id ?? ""), { timeout: 5_000 }).toEqual(["payment_intent.payment_failed"]);
    expect((await stripe.events.list()).data.map((event) => event.type)).toEqual(["payment_intent.payment_failed", "payment_intent.canceled", "payment_intent.succeeded"]);
  });
  test("are tried again until they are taken", async () => {
    const stripe = await registered();
    failures = 1;
    const { id } = await stripe.paymentIntents.create(PARAMS);
    await expect.poll(() => typesAbout(id), { timeout: 10_000 }).toEqual(["payment_intent.succeeded"]);
    expect(failures).toBe(0);
  });
  test("come twice, first, late or not at all where a fault says so", async () => {
    const stripe = await registered();
    const create = (fault: string) => stripe.paymentIntents.create({ ...PARAMS, metadata: { simulator_fault: fault } });
    const lost = await create("notification_lost");
    const late = await create("notification_late:1500");
    const doubled = await create("notification_doubled");
    const early = await create("notification_early");
    expect(typesAbout(early.id)).toEqual(["payment_intent.succeeded"]);
    await expect.poll(() => eventsAbout(doubled.id).length, { timeout: 5_000 }).toBe(2);
    expect(new Set(eventsAbout(doubled.id).map((event) => event.id)).size).toBe(1);
    await expect.poll(() => typesAbout(late.id), { timeout: 5_000 }).toEqual(["payment_intent.succeeded"]);
    expect(typesAbout(lost.id)).toEqual([]);
  });
  test("of a payment that is processing tell of both states", async () => {
    const stripe = await registered();
    const { id } = await stripe.paymentIntents.create({ ...PARAMS, metadata: { simulator_fault: "processing:800" } });
    await expect.poll(() => typesAbout(id).toSorted(), { timeout: 5_000 }).toEqual(["payment_intent.processing", "payment_intent.succeeded"]);
  });
});
