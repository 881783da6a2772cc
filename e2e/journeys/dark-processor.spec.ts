import { jsonOf } from "../fixtures/api-client";
import { eventually } from "../fixtures/eventually";
import type { TestMerchant } from "../fixtures/installation";
import { expect, PASSWORD, type Stage, test } from "../console/stage";

const BODY = { amount: 4_900, currency: "EUR", paymentMethod: "pm_card_visa" };
const DARK_PAYMENTS = 12;

let demo: TestMerchant;
let conflict: TestMerchant;

/** The merchants that a new installation starts with. */
async function merchants({ installation }: Stage): Promise<void> {
  demo ??= await installation.merchant({ name: "demo" });
  conflict ??= await installation.merchant({ name: "demo-conflict", policy: "conflict" });
}

test("the same request twice is one payment; what a duplicate is told depends on the policy", async ({ stage }) => {
  await merchants(stage);
  const first = await demo.api.create("order-1", BODY);
  expect(first.status).toBe(201);
  const again = await demo.api.create("order-1", BODY);
  expect(again.status).toBe(201);
  expect(again.bytes.equals(first.bytes)).toBe(true);
  expect(again.headers["idempotent-replayed"]).toBe("true");
  const original = await conflict.api.create("order-1", BODY);
  const refused = await conflict.api.create("order-1", BODY);
  expect(refused.status).toBe(409);
  expect(refused.headers.location).toBe(original.headers.location);
  const different = await demo.api.create("order-1", { ...BODY, amount: 5_000 });
  expect(different.status).toBe(422);
  expect(jsonOf(different).differs).toEqual(["/amount"]);
});

test("the processor charges and answers 500: seconds later the payment is known, and its evidence is on the page", async ({ stage, signedIn }) => {
  await merchants(stage);
  const answer = await demo.api.create("order-500", { ...BODY, metadata: { simulator_fault: "charge_then_500" } });
  expect(answer.status).toBe(202);
  const { id } = jsonOf(answer);
  await eventually("the payment settles by itself", async () => (await demo.api.payment(id)).status === "succeeded");
  expect(await stage.installation.simulator.charges(id)).toHaveLength(1);
  const page = await signedIn();
  await page.goto("/payments?merchant=demo");
  const find = page.getByRole("combobox", { name: "Find a payment" });
  await find.fill("order-500");
  await expect(page.getByRole("option")).toHaveCount(1);
  await find.press("Enter");
  await expect(page.getByText("Money moved, once.")).toBeVisible();
  await expect(page.getByText(/Look-up \d+: found, succeeded/).first()).toBeVisible();
  await expect(page.getByRole("table", { name: "Ours beside Stripe’s" })).toContainText("Same");
});

test("the processor goes dark: an operator finds what is stuck, asks, and watches each settle when it is back", async ({ stage, page }) => {
  test.setTimeout(120_000);
  await merchants(stage);
  const { simulator } = stage.installation;
  await simulator.goDark({ mode: "reset" });
  const answers = await Promise.all(Array.from({ length: DARK_PAYMENTS }, (_, index) => demo.api.create(`dark-${index}`, BODY)));
  const ids = answers.map((answer) => jsonOf(answer).id);
  expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 202));

  await page.goto("/payments?merchant=demo&status=stuck");
  await page.getByLabel("Email").fill("operator@example.com");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(/\/payments/);
  await page.goto("/payments?merchant=demo");
  await page.getByRole("link", { name: /^Stuck/ }).click();
  const rows = page.locator("tbody tr");
  await expect(rows).toHaveCount(DARK_PAYMENTS);
  await expect(rows.first()).toContainText("Reset after sending");

  await rows.first().locator("[data-row-link]").click();
  await expect(page.getByText("Money may have moved.")).toBeVisible();
  await page.getByRole("button", { name: "Check now" }).click();
  await expect(page.getByText(/Asked Stripe|Asked a moment ago/)).toBeVisible();
  await page.goBack();

  for (let row = 0; row < 10; row += 1) await rows.nth(row).getByRole("checkbox").check();
  await page.getByRole("button", { name: "Reconcile" }).click();
  await page.getByLabel("Reason").fill("the processor was dark");
  await page.getByRole("button", { name: "Reconcile 10 payments" }).click();
  await page.waitForURL(/\/reconciliation\/run_/);
  await expect(page.getByText("Finished")).toBeVisible();
  await expect(page.locator("tbody tr")).toHaveCount(10);

  await simulator.lightUp();
  const id = page.url();
  await page.goto("/payments?merchant=demo");
  await expect(page.getByRole("link", { name: /^Stuck 0/ })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole("link", { name: /^Unknown 0/ })).toBeVisible({ timeout: 60_000 });
  await page.goto(id);
  await expect(page.getByText("“the processor was dark”")).toBeVisible();
  for (const payment of ids) {
    expect((await demo.api.payment(payment)).status).toBe("succeeded");
    expect(await simulator.charges(payment)).toHaveLength(1);
  }
});
