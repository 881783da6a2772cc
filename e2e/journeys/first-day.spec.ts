import type { Page } from "@playwright/test";
import type { Payment } from "@/lib/contract/payment";
import { jsonOf } from "../fixtures/api-client";
import { eventually } from "../fixtures/eventually";
import { order } from "../fixtures/orders";
import { expect, type Started, test } from "../fixtures/started";

/** The README shows these; the test takes them, so that they never show a console that is no more. */
const PICTURES = { light: "docs/console-light.png", dark: "docs/console-dark.png" } as const;
/** More than are selected: the rest must be left alone. */
const IN_THE_DARK = 12;
const SELECTED = 10;

test.describe.configure({ mode: "serial" });

async function signIn(page: Page, { admin }: Started): Promise<void> {
  await page.goto("/");
  await page.getByLabel("Email").fill(admin.email);
  await page.getByLabel("Password", { exact: true }).fill(admin.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("navigation", { name: "Payments by state" })).toBeVisible();
}
const settled = (started: Started, id: string): Promise<Payment> => eventually("it settles", async () => {
  const payment = await started.demo.payment(id);
  return payment.status === "succeeded" ? payment : null;
});

test("step 2: a payment, again, under the other policy, and with another amount", async ({ started }) => {
  const { demo, demoConflict } = started;
  const first = await demo.create("order-1001", order({ reference: "1001" }));
  expect(first.status).toBe(201);
  const again = await demo.create("order-1001", order({ reference: "1001" }));
  expect([again.status, again.text, again.headers["idempotent-replayed"]]).toEqual([201, first.text, "true"]);
  const other = await demoConflict.create("order-1001", order());
  expect(other.status).toBe(201);
  const refused = await demoConflict.create("order-1001", order());
  expect([refused.status, refused.headers.location]).toEqual([409, expect.stringContaining(jsonOf(other).id)]);
  const different = await demo.create("order-1001", order({ reference: "1001", amount: 999 }));
  expect([different.status, jsonOf(different).differs]).toEqual([422, ["/amount"]]);
});

test("step 3: charged and answered 500: unknown, then succeeded without anybody's help, with the evidence on the payment", async ({ started, page }) => {
  const answer = await started.demo.create("order-1002", order({}, "charge_then_500+notification_lost"));
  expect([answer.status, jsonOf(answer).status]).toEqual([202, "unknown"]);
  const { id, processorReference } = await settled(started, jsonOf(answer).id);
  expect(await started.simulator.charges(id)).toHaveLength(1);
  await signIn(page, started);
  await page.goto(`/payments/${id}`);
  await expect(page.getByRole("heading", { name: "Compare" })).toBeVisible();
  await expect(page.getByText("Succeeded").first()).toBeVisible();
  await expect(page.getByText(processorReference?.slice(0, 8) ?? "").first()).toBeVisible();
  await expect(page.getByRole("heading", { name: "Timeline" })).toBeVisible();
});

test("step 4: the processor goes dark; an operator sees what is stuck and why, asks, reconciles ten, and watches them settle when it is back", async ({ started, page }) => {
  test.setTimeout(180_000);
  const { demo, simulator } = started;
  await anOrdinaryMorning(started);
  // Charged, and then nothing is heard any more: neither the answer nor anything that is asked afterwards.
  const answers = await Promise.all(Array.from({ length: IN_THE_DARK }, (_, index) => demo.create(`dark-${index}`, order({ amount: 1_000 + index }, "list_down:600000+notification_lost"))));
  await simulator.goDark({ mode: "503" });
  expect(answers.map((answer) => jsonOf(answer).status)).toEqual(answers.map(() => "unknown"));
  await signIn(page, started);
  await takePictures(page);
  await page.getByRole("link", { name: /^Unknown/ }).click();
  await expect(page.getByRole("row", { name: /Unknown/ })).toHaveCount(IN_THE_DARK);
  await page.getByRole("link", { name: /^Stuck/ }).click();
  await expect(page.getByRole("row", { name: /Stuck/ })).toHaveCount(IN_THE_DARK);

  await page.getByRole("row", { name: /dark-3/ }).getByRole("link").click();
  await expect(page.getByRole("heading", { name: "Compare" })).toBeVisible();
  await page.getByRole("button", { name: "Check now" }).click();
  await expect(page.getByText(/Asked/).first()).toBeVisible();
  expect((await demo.keyRecord("dark-3")).state).toBe("unknown");

  await page.goBack();
  await expect(page.getByRole("row", { name: /Stuck/ })).toHaveCount(IN_THE_DARK);
  for (let index = 0; index < SELECTED; index += 1) await page.getByRole("checkbox", { name: `Select dark-${index}`, exact: true }).check();
  await expect(page.getByText(`${SELECTED} selected`)).toBeVisible();
  await page.getByRole("toolbar", { name: "Selection" }).getByRole("button", { name: "Reconcile" }).click();
  await page.getByLabel("Reason").fill("The processor was dark; it says that it is back.");
  await simulator.lightUp();
  await simulator.disarmAll();
  await page.getByRole("button", { name: `Reconcile ${SELECTED} payments` }).click();
  await page.waitForURL(/\/reconciliation\/run_/);
  await expect(page.getByText("Finished")).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole("row", { name: /dark-/ })).toHaveCount(SELECTED);

  await page.goto("/payments?merchant=demo&status=succeeded");
  await expect(page.getByRole("row", { name: /dark-/ })).toHaveCount(IN_THE_DARK, { timeout: 60_000 });
  for (const answer of answers) expect(await simulator.charges(jsonOf(answer).id)).toHaveLength(1);
});

/** What a shop's list looks like on any day: most is paid, some is declined, and one is worth a person's look. */
async function anOrdinaryMorning({ demo }: Started): Promise<void> {
  const methods = ["pm_card_visa", "pm_card_chargeDeclinedInsufficientFunds", "pm_card_visa", "pm_card_mastercard", "pm_card_visa", "pm_card_chargeDeclinedExpiredCard", "pm_card_amex"];
  for (const [index, paymentMethod] of methods.entries()) await demo.create(`order-10${20 + index}`, order({ amount: 1_990 + 1_337 * index, paymentMethod, reference: `INV-20${20 + index}` }));
  await demo.create("order-1030", order({ amount: 8_900, reference: "INV-2030" }, "wrong_amount"));
  await demo.create("order-1031", order({ amount: 12_450, reference: "INV-2031" }, "rate_limited_429"));
}

/** All payments, in both themes, once those in the dark are stuck. */
async function takePictures(page: Page): Promise<void> {
  await expect(page.getByRole("row", { name: /Stuck/ })).toHaveCount(IN_THE_DARK);
  for (const theme of ["light", "dark"] as const) {
    await page.context().addCookies([{ name: "latchkey_theme", value: theme, url: page.url() }]);
    await page.reload();
    await expect(page.getByRole("row", { name: /Contradicted/ })).toBeVisible();
    await page.screenshot({ path: PICTURES[theme], animations: "disabled" });
  }
  await page.context().clearCookies({ name: "latchkey_theme" });
  await page.reload();
}
