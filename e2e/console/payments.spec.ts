import { expect, PASSWORD, test } from "./stage";

test("the URL is the list's state, and a copied link shows a colleague the same", async ({ signedIn }) => {
  const page = await signedIn();
  await page.goto("/payments");
  await page.waitForURL(/merchant=/);
  await page.goto("/payments?merchant=shop");
  await page.getByRole("link", { name: /^Contradicted/ }).click();
  await page.waitForURL(/status=contradicted/);
  await expect(page.locator("tbody tr")).toHaveCount(1);
  await page.getByRole("button", { name: "Copy link" }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const colleague = await signedIn("viewer");
  await colleague.goto(link);
  await expect(colleague.locator("tbody tr")).toHaveCount(1);
  await expect(colleague.locator("tbody tr")).toContainText("Contradicted");
});

test("stuck payments say why and for how long", async ({ signedIn }) => {
  const page = await signedIn();
  await page.goto("/payments?merchant=shop&status=stuck");
  await expect(page.locator("tbody tr").first()).toContainText(/Stuck \d+ (s|min).*Reset after sending/);
});

test("a selection holds the rows still, counts what arrives, and survives a reload", async ({ signedIn, stage }) => {
  const page = await signedIn();
  await page.goto("/payments?merchant=shop");
  const first = page.locator("tbody tr").first();
  await expect(first).toBeVisible();
  const before = await first.textContent();
  await first.getByRole("checkbox").check();
  await expect(page.getByRole("group", { name: "Refresh" })).toContainText("Paused while 1 is selected");
  await stage.pay(`arrived-${Date.now()}`);
  const pill = page.getByRole("button", { name: /new · Show/ });
  await expect(pill).toBeVisible();
  expect((await first.textContent())?.slice(0, 20)).toBe(before?.slice(0, 20));
  await pill.click();
  await expect(first).toContainText("arrived-");
  await expect(page.getByRole("toolbar", { name: "Selection" })).toContainText("1 selected");
  await page.reload();
  await expect(page.getByRole("toolbar", { name: "Selection" })).toContainText("1 selected");
});

test("a paused page asks for nothing", async ({ signedIn }) => {
  const page = await signedIn();
  await page.clock.install();
  await page.goto("/payments?merchant=shop");
  const asked: string[] = [];
  page.on("request", (request) => request.url().includes("/api/operator/") && asked.push(request.url()));
  // Two refresh intervals of the console, on a clock that the test turns.
  await page.clock.runFor(11_000);
  await expect.poll(() => asked.length).toBeGreaterThan(0);
  await page.getByRole("button", { name: "Pause" }).click();
  await page.waitForLoadState("networkidle");
  asked.length = 0;
  await page.clock.runFor(11_000);
  expect(asked).toEqual([]);
});

test("opening a stuck payment asks the processor; Check now asks again and says what it heard", async ({ signedIn }) => {
  const page = await signedIn();
  await page.goto("/payments?merchant=shop&status=stuck");
  const opening = page.waitForRequest((request) => request.url().endsWith("/check") && request.postDataJSON().trigger === "opening");
  await page.locator("tbody [data-row-link]").first().click();
  await page.waitForURL(/\/payments\/pay_/);
  expect((await (await opening).response())?.status()).toBe(200);
  await page.getByRole("button", { name: "Check now" }).click();
  await expect(page.getByText(/Asked Stripe|Asked a moment ago/)).toBeVisible();
  await expect(page.getByText("Money may have moved.")).toBeVisible();
});

test("a viewer sees everything and is offered nothing to change", async ({ signedIn }) => {
  const page = await signedIn("viewer");
  await page.goto("/payments?merchant=shop&status=stuck");
  await page.locator("tbody input[type=checkbox]").first().check();
  await expect(page.getByRole("toolbar", { name: "Selection" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Reconcile" })).toHaveCount(0);
  await page.locator("tbody [data-row-link]").first().click();
  await page.waitForURL(/\/payments\/pay_/);
  await expect(page.getByText("You may look, not change")).toBeVisible();
  await expect(page.getByRole("button", { name: "Check now" })).toHaveCount(0);
});

test("try it: a 500 that charged is survived, and the same again is a replay", async ({ signedIn }) => {
  const page = await signedIn();
  await page.goto("/try-it?merchant=toy");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page.getByText(/known after/)).toBeVisible();
  const happened = page.getByRole("region", { name: "What happened" });
  await expect(happened).toContainText("1charge at the processor");
  await page.getByRole("button", { name: "Send the same again" }).click();
  await expect(page.getByText(/Answered 201, replayed/)).toBeVisible();
  await expect(happened).toContainText("2requests sent");
  await expect(happened).toContainText("0double charges");
  await page.getByText("The same as a table").click();
  const twin = page.getByRole("table", { name: "Every step under this key" });
  for (const step of ["Pending: stored first", "Charges 49.00 EUR", "Unknown: may have moved", "found: succeeded, 49.00 EUR", "201, the same bytes, replayed"]) await expect(twin).toContainText(step);
});

test("who is not signed in is led to the sign-in, and from there to the page they asked for", async ({ page }) => {
  await page.goto("/payments?merchant=shop&status=stuck");
  await page.waitForURL(/\/sign-in/);
  await page.getByLabel("Email").fill("viewer@example.com");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(/merchant=shop&status=stuck/);
});

test("a session that ends while a page is open leads to the sign-in", async ({ signedIn }) => {
  const page = await signedIn();
  await page.goto("/payments?merchant=shop");
  await expect(page.locator("tbody tr").first()).toBeVisible();
  await page.context().clearCookies();
  await page.waitForURL(/\/sign-in\?next=/);
});

test("the sign-in leads nowhere else", async ({ page }) => {
  for (const next of ["https://evil.example", "//evil.example", "/\\evil.example"]) {
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await page.getByLabel("Email").fill("viewer@example.com");
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(/\/payments\?merchant=/);
    await page.context().clearCookies();
  }
});
