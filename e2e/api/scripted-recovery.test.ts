import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventually } from "../fixtures/eventually";
import { askedTimes, discrepanciesOf, evidenceOf, timePasses } from "../fixtures/evidence";
import { expectPayment, expectProblem, expectRetry } from "../fixtures/expectations";
import { Installation, type TestMerchant } from "../fixtures/installation";
import { uuidOf } from "../fixtures/operators";
import { created, newKey, order, reaches } from "../fixtures/orders";
import { intentFor, page, type Script, type Scripted, ScriptedProcessor } from "../fixtures/scripted-processor";

let installation: Installation;
const processors: ScriptedProcessor[] = [];

beforeAll(async () => {
  installation = await Installation.start();
});
afterAll(async () => {
  await installation?.close();
  for (const processor of processors) await processor.shut();
});

/** A merchant at a processor of its own. */
async function at(script: Script): Promise<{ processor: ScriptedProcessor; merchant: TestMerchant; api: TestMerchant["api"] }> {
  const processor = await ScriptedProcessor.start(script);
  processors.push(processor);
  const merchant = await installation.merchant({ credentials: { apiBase: processor.origin, secretKey: "sk_test_scripted", webhookSecret: "whsec_scripted" } });
  return { processor, merchant, api: merchant.api };
}
const RESET: Scripted = { breaksAfter: "HTTP/1.1 " };
const ERROR_500: Scripted = { status: 500, body: { error: { type: "api_error", message: "broken" } } };

describe("section 6: look-ups that prove nothing", () => {
  let calls = 0;
  test.concurrent.each([
    ["an error", ERROR_500],
    ["credentials refused", { status: 401, body: { error: { type: "invalid_request_error" } } }],
    ["not permitted", { status: 403, body: { error: { type: "invalid_request_error" } } }],
    ["a page that does not parse", { raw: '{"object":"list","data":[' }],
    ["an answer that is no list", { body: { ok: true } }],
    ["a list without an end", () => page([{ id: `pi_other_${(calls += 1)}`, object: "payment_intent", status: "succeeded", amount: 1, amount_received: 1, currency: "eur", created: 1, metadata: {} }], true)],
  ] as const)("%s is inconclusive: the payment stays unknown", async (_, answer) => {
    const { api, processor } = await at(({ method }) => (method === "POST" ? ERROR_500 : typeof answer === "function" ? answer() : answer));
    const payment = await created(api, newKey(), order());
    const rows = await askedTimes(installation, payment.id, 3);
    expect(rows.every((row) => row.conclusion === "inconclusive" && !row.counts_for_absence)).toBe(true);
    expect(await api.payment(payment.id)).toMatchObject({ status: "unknown", attempts: [{ sends: [{ outcome: "unknown" }] }] });
    expect(processor.sends).toHaveLength(1);
  });

  test.concurrent("another account is inconclusive, and nothing is sent to it", async () => {
    const { api, merchant, processor } = await at(({ method }) => (method === "POST" ? RESET : page([])));
    await installation.sql("UPDATE connections SET resending = false WHERE merchant_id = $1", [uuidOf("merchant", merchant.id)]);
    const payment = await created(api, newKey(), order());
    await installation.sql("UPDATE attempts SET account_id = 'acct_before' WHERE merchant_id = $1", [uuidOf("merchant", merchant.id)]);
    const lists = processor.lists.length;
    const rows = await askedTimes(installation, payment.id, 3);
    expect(rows.slice(1).map((row) => row.conclusion)).toEqual(["inconclusive", "inconclusive"]);
    expect(processor.lists.length - lists).toBeLessThanOrEqual(1);
    expect((await api.payment(payment.id)).status).toBe("unknown");
  });

  test.concurrent("an idempotency error bars proof of absence: that key was used", async () => {
    const used: Scripted = { status: 400, body: { error: { type: "idempotency_error", message: "other parameters" } } };
    const { api, processor } = await at(({ method }) => (method === "GET" ? page([]) : processor.sends.length === 1 ? RESET : used));
    const payment = await created(api, newKey(), order());
    await eventually("two look-ups found nothing, late enough", async () => (await evidenceOf(installation, payment.id)).filter((row) => row.counts_for_absence).length >= 2);
    expect(await api.payment(payment.id)).toMatchObject({ status: "unknown", attempts: [{ status: "unknown" }] });
    expect((await installation.sql("SELECT absence_barred FROM attempts WHERE operation_id = $1", [uuidOf("payment", payment.id)]))).toEqual([{ absence_barred: true }]);
  });
});

describe("section 6: one sweep, its window, and what it finds", () => {
  test("one sweep of the list serves all open attempts of a connection; the window is the contract's", async () => {
    const intents: unknown[] = [];
    let isOpen = false;
    const { api, merchant, processor } = await at((request) => {
      if (request.method === "POST") {
        intents.push(intentFor(request));
        return ERROR_500;
      }
      return isOpen ? page(intents) : { status: 503, body: { error: { type: "api_error" } } };
    });
    const payments = await Promise.all(Array.from({ length: 25 }, () => created(api, newKey(), order())));
    await Promise.all(payments.map((payment) => askedTimes(installation, payment.id, 1)));
    const before = processor.lists.length;
    isOpen = true;
    // All of them are due in the same moment.
    await installation.sql("UPDATE attempts SET next_check_at = now(), inquiry_started_at = inquiry_started_at - interval '1 hour' WHERE merchant_id = $1", [uuidOf("merchant", merchant.id)]);
    for (const payment of payments) await reaches(api, payment.id, "succeeded");
    expect(processor.lists.length - before).toBe(1);
    const { query } = processor.lists.at(-1) ?? expect.fail();
    const sends = await installation.sql<{ first: Date; last: Date }>("SELECT min(at) AS first, max(at) AS last FROM sends WHERE merchant_id = $1", [uuidOf("merchant", merchant.id)]);
    const [{ first, last } = expect.fail()] = sends;
    const edge = 300_000;
    expect(Number(query.get("created[gte]"))).toBe(Math.floor((first.getTime() - edge) / 1_000));
    // Timeout 1500 ms and longest processing 200 ms: this installation's settings.
    expect(Number(query.get("created[lte]"))).toBe(Math.ceil((last.getTime() + 1_500 + 200 + edge) / 1_000));
  });

  test("the list is read to its last page", async () => {
    const intents: { id: string }[] = [];
    const other = (id: string) => ({ id, object: "payment_intent", status: "succeeded", amount: 1, amount_received: 1, currency: "eur", created: 1, metadata: {} });
    const { api, processor } = await at((request) => {
      if (request.method === "POST") {
        intents.push(intentFor(request) as { id: string });
        return RESET;
      }
      const after = request.query.get("starting_after");
      if (after === null) return page([other("pi_a"), other("pi_b")], true);
      return after === "pi_b" ? page([other("pi_c")], true) : page(intents);
    });
    const payment = await created(api, newKey(), order());
    await reaches(api, payment.id, "succeeded");
    expect(processor.lists.map((list) => list.query.get("starting_after"))).toEqual([null, "pi_b", "pi_c"]);
    expect(processor.sends).toHaveLength(1);
  });

  test.concurrent("looked up by its id where that is known", async () => {
    let status = "processing";
    let intent: Record<string, unknown> = {};
    const { api, processor } = await at((request) => {
      if (request.method === "POST") intent = intentFor(request, { status, amount_received: 0 });
      else if (request.path === "/v1/payment_intents") return page([]);
      else intent = { ...intent, status, amount_received: status === "succeeded" ? intent.amount : 0 };
      return { body: intent };
    });
    const payment = await created(api, newKey(), order());
    expect(payment.status).toBe("unknown");
    await askedTimes(installation, payment.id, 1);
    status = "succeeded";
    await reaches(api, payment.id, "succeeded");
    expect(processor.lists).toEqual([]);
    expect(processor.requests.filter((request) => request.path === `/v1/payment_intents/${String(intent.id)}`).length).toBeGreaterThan(0);
  });

  test.concurrent.each([
    ["requires_payment_method", { last_payment_error: null }, "failed", "canceled_at_processor"],
    ["requires_confirmation", {}, "failed", "canceled_at_processor"],
    ["requires_capture", {}, "failed", "canceled_at_processor"],
  ] as const)("%s found → cancelled, and only a confirmed cancellation closes it", async (status, changes, settled, failureCode) => {
    let intent: Record<string, unknown> = {};
    let cancels = 0;
    const { api, processor } = await at((request) => {
      if (request.path.endsWith("/cancel")) {
        cancels += 1;
        // The first is not confirmed: the payment has to stay open.
        if (cancels === 1) return ERROR_500;
        intent = { ...intent, status: "canceled" };
        return { body: intent };
      }
      if (request.method === "POST") {
        intent = intentFor(request, { status, amount_received: 0, ...changes });
        return RESET;
      }
      return request.path === "/v1/payment_intents" ? page([intent]) : { body: intent };
    });
    const key = newKey();
    const payment = await created(api, key, order());
    await askedTimes(installation, payment.id, 1);
    expect((await api.payment(payment.id)).status).toBe("unknown");
    expect(await reaches(api, payment.id, settled)).toMatchObject({ failureCode });
    expect(cancels).toBe(2);
    expectRetry(await api.keyRecord(key), true, true);
    // The cancelled object is frozen under the old key: executing again takes a new one.
    processor.script = (request) => ({ body: intentFor(request, { id: "pi_second" }) });
    const again = expectPayment(await api.create(key, order()), 201, "succeeded");
    expect(new Set(again.attempts.map((attempt) => attempt.processorKey)).size).toBe(2);
  });

  test.concurrent.each([["canceled", {}, "failed"], ["requires_payment_method", { last_payment_error: { code: "card_declined", decline_code: "lost_card" } }, "declined"]] as const)(
    "%s found → %s", async (status, changes, settled) => {
      let intent: Record<string, unknown> = {};
      const { api } = await at((request) => {
        if (request.method === "GET") return request.path === "/v1/payment_intents" ? page([intent]) : { body: intent };
        intent = intentFor(request, { status, amount_received: 0, ...changes });
        return ERROR_500;
      });
      const payment = await created(api, newKey(), order());
      expect(await reaches(api, payment.id, settled)).toMatchObject({ status: settled });
    },
  );
});

describe("section 6: money that turns up late", () => {
  /** Failed by proof of absence, resending off, at a processor that can be told what to say next. */
  async function failedByAbsence(frozen: boolean) {
    const seen: { intent: Record<string, unknown> } = { intent: {} };
    const one = await at((request) => {
      if (request.method === "GET") return page([]);
      seen.intent = intentFor(request);
      return frozen ? ERROR_500 : RESET;
    });
    await installation.sql("UPDATE connections SET resending = false WHERE merchant_id = $1", [uuidOf("merchant", one.merchant.id)]);
    const key = newKey();
    const payment = await created(one.api, key, order());
    await reaches(one.api, payment.id, "failed");
    // The last look-up of the proof was a moment ago: let it be longer than it may be shared.
    await installation.sql("UPDATE attempts SET inquiry_started_at = inquiry_started_at - interval '1 hour' WHERE operation_id = $1", [uuidOf("payment", payment.id)]);
    return { ...one, key, payment, seen };
  }

  test.concurrent("looked up once more after 1 h and after 24 h, then never again", async () => {
    const { payment, processor } = await failedByAbsence(false);
    const hoursAhead = async () => {
      const [row] = await installation.sql<{ hours: number | null }>("SELECT extract(epoch FROM next_check_at - now())::float / 3600 AS hours FROM attempts WHERE operation_id = $1", [uuidOf("payment", payment.id)]);
      return row?.hours ?? null;
    };
    expect(await hoursAhead()).toBeCloseTo(1, 0);
    for (const hours of [23, null]) {
      const lists = processor.lists.length;
      await timePasses(installation, payment.id);
      await eventually("it is looked up", async () => processor.lists.length > lists);
      const seen = await eventually("the next look is set", async () => {
        const ahead = await hoursAhead();
        return ahead === null || ahead > 0.5 ? { ahead } : null;
      });
      if (hours === null) expect(seen.ahead).toBeNull();
      else expect(seen.ahead).toBeCloseTo(hours, 0);
    }
  });

  test.concurrent("late success after failed → contradicted, a discrepancy, at once", async () => {
    const { payment, processor, api, seen, key } = await failedByAbsence(false);
    processor.script = ({ path }) => (path === "/v1/payment_intents" ? page([seen.intent]) : { body: seen.intent });
    await timePasses(installation, payment.id);
    await reaches(api, payment.id, "contradicted");
    expect(await discrepanciesOf(installation, payment.id)).toEqual(["money_after_failure"]);
    expectProblem(await api.create(key, order()), 409, "payment_contradicted");
  });

  test.concurrent("executing again: looked up once more first; money found → contradicted, row 13, nothing sent", async () => {
    const { payment, processor, api, seen, key } = await failedByAbsence(false);
    processor.script = ({ path }) => (path === "/v1/payment_intents" ? page([seen.intent]) : { body: seen.intent });
    expectProblem(await api.create(key, order()), 409, "payment_contradicted");
    expect(processor.sends).toHaveLength(1);
    expect((await api.payment(payment.id)).status).toBe("contradicted");
  });

  test.concurrent("executing again: an object that may yet take money → contradicted", async () => {
    const { processor, api, seen, key } = await failedByAbsence(false);
    const open = { ...seen.intent, status: "processing", amount_received: 0 };
    processor.script = ({ path }) => (path === "/v1/payment_intents" ? page([open]) : { body: open });
    expectProblem(await api.create(key, order()), 409, "payment_contradicted");
    expect(processor.sends).toHaveLength(1);
  });

  test.concurrent("executing again: inconclusive → nothing is sent, it stays failed: 503, sameKey true, newKey false", async () => {
    const { payment, processor, api, key } = await failedByAbsence(false);
    processor.script = () => ERROR_500;
    expectRetry(expectProblem(await api.create(key, order()), 503, "processor_unavailable"), true, false);
    expect(processor.sends).toHaveLength(1);
    expect((await api.payment(payment.id)).status).toBe("failed");
  });

  test.concurrent("executing again: a declined object is as good as none", async () => {
    const { processor, api, seen, key } = await failedByAbsence(false);
    const declined = { ...seen.intent, status: "requires_payment_method", amount_received: 0, last_payment_error: { code: "card_declined" } };
    processor.script = (request) => {
      if (request.method === "POST") return { body: intentFor(request, { id: "pi_again" }) };
      return request.path === "/v1/payment_intents" ? page([declined]) : { body: declined };
    };
    expectPayment(await api.create(key, order()), 201, "succeeded");
  });

  test.concurrent.each([["not frozen: the same attempt, the same processor key, the same bytes", false, 1], ["frozen: a new attempt under a new processor key", true, 2]] as const)("executing again, %s", async (_, frozen, attempts) => {
    const { processor, api, key } = await failedByAbsence(frozen);
    processor.script = (request) => (request.method === "GET" ? page([]) : { body: intentFor(request) });
    const payment = expectPayment(await api.create(key, order()), 201, "succeeded");
    expect(payment.attempts).toHaveLength(attempts);
    expect(new Set(processor.sends.map((send) => send.idempotencyKey)).size).toBe(attempts);
    expect(new Set(processor.sends.map((send) => send.rawBody)).size).toBe(attempts);
  });
});
