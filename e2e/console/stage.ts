import { type BrowserContext, test as base, expect, type Page } from "@playwright/test";
import { CLI, type Role } from "@/lib/access/permissions";
import { startTestCluster } from "@/lib/db/testing/test-cluster";
import { createOperator } from "@/lib/operators/create-operator";
import { eventually } from "../fixtures/eventually";
import { Installation, type TestMerchant } from "../fixtures/installation";

const PASSWORD = "correct horse battery";
const emailOf = (role: Role): string => `${role}@example.com`;

/** An installation with one busy merchant, one that nothing ever happened to, and an operator of each role. */
export type Stage = {
  installation: Installation;
  /** Holds payments in every state. */
  shop: TestMerchant;
  quiet: TestMerchant;
  /** To be played with: its look-ups are answered. */
  toy: TestMerchant;
  pay(key: string, fault?: string, more?: Record<string, unknown>): Promise<{ id: string; status: string }>;
};

type Fixtures = {
  /** A page of somebody who is signed in, without clicking through the form. */
  signedIn(role?: Role, options?: { theme?: "light" | "dark" }): Promise<Page>;
};

export const test = base.extend<Fixtures, { stage: Stage }>({
  stage: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern.
    async ({}, use) => {
      const cluster = await startTestCluster();
      const installation = await Installation.start({ databaseUrl: await cluster.createDatabase(), settings: { LATCHKEY_ABSENCE_GAP_MS: "600000" } });
      try {
        await use(await furnish(installation));
      } finally {
        await installation.close();
        await cluster.stop();
      }
    },
    { scope: "worker", timeout: 240_000 },
  ],
  baseURL: async ({ stage }, use) => use(stage.installation.origin),
  signedIn: async ({ stage, browser }, use) => {
    const open: BrowserContext[] = [];
    await use(async (role = "operator", { theme = "light" } = {}) => {
      const { origin } = stage.installation;
      const context = await browser.newContext({ baseURL: origin, permissions: ["clipboard-read", "clipboard-write"] });
      open.push(context);
      await context.addCookies([{ name: "latchkey_theme", value: theme, url: origin }]);
      const answer = await context.request.post("/api/auth/sign-in/email", { data: { email: emailOf(role), password: PASSWORD } });
      expect(answer.status()).toBe(200);
      return context.newPage();
    });
    for (const context of open) await context.close();
  },
});
export { expect, PASSWORD };

async function furnish(installation: Installation): Promise<Stage> {
  for (const role of ["viewer", "operator", "admin", "auditor"] as const) await createOperator(CLI, { email: emailOf(role), role, password: PASSWORD, allMerchants: true });
  const shop = await installation.merchant({ name: "shop" });
  const quiet = await installation.merchant({ name: "quiet" });
  const toy = await installation.merchant({ name: "toy" });
  const pay: Stage["pay"] = async (key, fault, more = {}) => {
    const body = { amount: 4_900, currency: "EUR", paymentMethod: "pm_card_visa", reference: `INV-${key}`, ...(fault ? { metadata: { simulator_fault: fault } } : {}), ...more };
    const answer = JSON.parse((await shop.api.create(key, body)).text) as { id?: string; status?: string; payment?: { id: string; status: string } };
    return { id: answer.payment?.id ?? answer.id ?? "", status: answer.payment?.status ?? answer.status ?? "" };
  };
  await pay("paid");
  await pay("declined", undefined, { paymentMethod: "pm_card_visa_chargeDeclinedInsufficientFunds" });
  await pay("refused", "rate_limited_429");
  await pay("wrong", "wrong_amount");
  // Charged, hung up on, and every look-up is answered with 503: stuck for as long as the tests run.
  for (let index = 0; index < 4; index += 1) await pay(`stuck-${index}`, "list_down:600000+notification_lost");
  await pay("paid");
  await eventually("payments are stuck", async () => {
    const rows = await installation.sql("SELECT 1 FROM payments WHERE open_since < now() - interval '1 second' AND status = 'unknown'");
    return rows.length >= 4;
  });
  return { installation, shop, quiet, toy, pay };
}
