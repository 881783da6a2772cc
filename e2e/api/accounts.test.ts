import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CLI } from "@/lib/access/permissions";
import { setConnectionSecret } from "@/lib/merchants/set-connection-secret";
import { decideVerdict } from "@/lib/payments/decide-verdict";
import { proposeVerdict } from "@/lib/payments/propose-verdict";
import { eventually } from "../fixtures/eventually";
import { timePasses } from "../fixtures/evidence";
import { expectPayment, expectProblem, expectRetry } from "../fixtures/expectations";
import { Installation, type TestMerchant } from "../fixtures/installation";
import { ANNA, BORIS, resolve, uuidOf } from "../fixtures/operators";
import { created, newKey, order, reaches } from "../fixtures/orders";
import { ScriptedProcessor } from "../fixtures/scripted-processor";

let installation: Installation;

beforeAll(async () => {
  installation = await Installation.start();
});
afterAll(() => installation?.close());

const credentials = (secretKey: string, apiBase = installation.simulator.origin) => ({ apiBase, secretKey, webhookSecret: "whsec_of_a_test" });
const connectionsOf = (merchant: TestMerchant) =>
  installation.sql<{ id: string; status: string; account_id: string | null }>("SELECT id, status, account_id FROM connections WHERE merchant_id = $1 ORDER BY id", [uuidOf("merchant", merchant.id)]);

describe("section 6: whose account it is", () => {
  test("the same account and mode keep the connection; another makes a new one, and the old one is still asked about its attempts", async () => {
    const merchant = await installation.merchant({ credentials: credentials("sk_test_first") });
    const open = await created(merchant.api, newKey(), order({}, "list_down:1500+notification_lost"));
    expect(open.status).toBe("unknown");
    expect(await setConnectionSecret(CLI, { merchant: merchant.name, credentials: credentials("sk_test_second") })).toMatchObject({ change: "replaced" });
    expect(await connectionsOf(merchant)).toMatchObject([{ status: "retired" }, { status: "active" }]);
    await reaches(merchant.api, open.id, "succeeded");
    await eventually("new payments go to the new account", async () => {
      const { id } = await created(merchant.api, newKey(), order());
      const [charge] = await installation.simulator.charges(id);
      return charge?.accountId !== (await installation.simulator.charges(open.id))[0]?.accountId;
    });
  });

  test("another account: executing again is a new attempt under a new processor key, at the new account", async () => {
    const merchant = await installation.merchant({ credentials: credentials("sk_test_third") });
    const key = newKey();
    const failed = await created(merchant.api, key, order({}, "rate_limited_429*1"));
    expect(failed.status).toBe("failed");
    await setConnectionSecret(CLI, { merchant: merchant.name, credentials: credentials("sk_test_fourth") });
    const again = await eventually("the new connection is used", async () => {
      const answer = await merchant.api.create(key, order({}, "rate_limited_429*1"));
      return answer.status === 201 ? answer : null;
    });
    const payment = expectPayment(again, 201, "succeeded");
    expect(await installation.simulator.charges(payment.id)).toHaveLength(1);
  });

  test("account unreadable: the swap is refused and the old secret stays", async () => {
    const merchant = await installation.merchant({ credentials: credentials("sk_test_fifth") });
    await created(merchant.api, newKey(), order());
    await expect(setConnectionSecret(CLI, { merchant: merchant.name, credentials: credentials("sk_test_invalid_key") })).rejects.toThrow();
    expectPayment(await merchant.api.create(newKey(), order()), 201, "succeeded");
  });

  test("a first start at a processor that is away: 3a until the account is known, nothing stored", async () => {
    const processor = await ScriptedProcessor.start();
    const port = await processor.shut();
    const merchant = await installation.merchant({ credentials: credentials("sk_test_away", `http://127.0.0.1:${port}`) });
    const key = newKey();
    expectRetry(expectProblem(await merchant.api.create(key, order()), 503, "processor_unavailable"), true, true);
    expect((await merchant.api.get(`/api/v1/idempotency-keys/${key}`)).status).toBe(404);
  });

  test("a first start with a secret that is refused: 3b, and operators are alerted", async () => {
    const merchant = await installation.merchant({ credentials: credentials("sk_test_invalid_secret") });
    const key = newKey();
    expectRetry(expectProblem(await merchant.api.create(key, order()), 503, "processor_misconfigured"), true, true);
    expect((await merchant.api.get(`/api/v1/idempotency-keys/${key}`)).status).toBe(404);
  });
});

describe("section 6: an operator's verdict", () => {
  const ids = (merchant: TestMerchant, paymentId: string) => ({ merchantId: uuidOf("merchant", merchant.id), paymentId: uuidOf("payment", paymentId) });
  async function propose(merchant: TestMerchant, paymentId: string): Promise<string> {
    const { merchantId, paymentId: id } = ids(merchant, paymentId);
    const [row] = await installation.sql<{ version: number }>("SELECT version FROM payments WHERE id = $1", [id]);
    return proposeVerdict({ actor: ANNA, merchantId, paymentId: id, verdict: "failed", processorReference: null, reason: "nothing there", paymentVersion: Number(row?.version), requestId: null });
  }

  test("newer evidence voids the proposal", async () => {
    const merchant = await installation.merchant();
    const payment = await created(merchant.api, newKey(), order({}, "list_down:1500+notification_lost"));
    const proposalId = await propose(merchant, payment.id);
    await reaches(merchant.api, payment.id, "succeeded");
    const { merchantId } = ids(merchant, payment.id);
    expect(await decideVerdict({ actor: BORIS, merchantId, proposalId, approve: true, comment: null, requestId: null })).toBe("void");
    expect((await merchant.api.payment(payment.id)).status).toBe("succeeded");
  });

  test("who proposed it can't approve it, and nothing changes before another does", async () => {
    const merchant = await installation.merchant();
    const payment = await created(merchant.api, newKey(), order({}, "list_down:20000+notification_lost"));
    const proposalId = await propose(merchant, payment.id);
    const { merchantId } = ids(merchant, payment.id);
    await expect(decideVerdict({ actor: ANNA, merchantId, proposalId, approve: true, comment: null, requestId: null })).rejects.toThrow();
    expect((await merchant.api.payment(payment.id)).status).toBe("unknown");
  });

  test("failed by a verdict, and the money turns up: contradicted", async () => {
    const merchant = await installation.merchant();
    const payment = await created(merchant.api, newKey(), order({}, "list_down:6000+notification_lost"));
    expect(await resolve(installation, merchant, payment.id, "failed")).toBe("approved");
    await eventually("the later look-up finds it", async () => {
      await installation.sql("UPDATE attempts SET check_count = 0, next_check_at = coalesce(next_check_at, now() + interval '1 hour') WHERE operation_id = $1", [uuidOf("payment", payment.id)]);
      await timePasses(installation, payment.id);
      return (await merchant.api.payment(payment.id)).status === "contradicted";
    });
    expect(await installation.simulator.charges(payment.id)).toHaveLength(1);
  });
});
