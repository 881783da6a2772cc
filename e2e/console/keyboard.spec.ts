import type { Page } from "@playwright/test";
import { expect, PASSWORD, test } from "./stage";

/** More stops than any page has: a walk that is longer goes in circles. */
const STOPS_MAX = 250;

test("signing in needs no mouse", async ({ page }) => {
  await page.goto("/sign-in");
  await expect(page.getByLabel("Email")).toBeFocused();
  await page.keyboard.type("operator@example.com");
  await page.keyboard.press("Tab");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/payments/);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the page" })).toBeFocused();
});

test("j, k, x, Enter and Escape work the list", async ({ signedIn }) => {
  const page = await signedIn();
  await page.goto("/payments?merchant=shop&status=stuck");
  const rows = page.locator("tbody tr");
  await expect(rows.nth(2)).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(rows.nth(1).locator("[data-row-link]")).toBeFocused();
  await page.keyboard.press("x");
  await expect(page.getByRole("toolbar", { name: "Selection" })).toContainText("1 selected");
  await page.keyboard.press("k");
  await expect(rows.nth(0).locator("[data-row-link]")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("toolbar", { name: "Selection" })).toHaveCount(0);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/payments\/pay_/);
});

test("a selection is reconciled from the keyboard alone", async ({ signedIn }) => {
  const page = await signedIn();
  await page.goto("/payments?merchant=shop&status=stuck");
  await expect(page.locator("tbody tr").nth(1)).toBeVisible();
  for (const key of ["j", "x", "j", "x"]) await page.keyboard.press(key);
  await page.getByRole("button", { name: "Reconcile" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Reason")).toBeFocused();
  await page.keyboard.type("from the keyboard");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/reconciliation\/run_/);
  await expect(page.getByText("“from the keyboard”")).toBeVisible();
});

test("/ filters, ⌘K finds, ? explains, and single keys can be switched off", async ({ signedIn }) => {
  const page = await signedIn();
  await page.goto("/payments?merchant=shop");
  await expect(page.locator("tbody tr").nth(1)).toBeVisible();
  await page.keyboard.press("/");
  await expect(page.getByRole("textbox", { name: "Reference begins with" })).toBeFocused();
  await page.keyboard.type("INV-paid");
  await page.keyboard.press("Enter");
  await page.waitForURL(/reference=INV-paid/);
  await expect(page.locator("tbody tr")).toHaveCount(1);
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "Find a payment" })).toBeFocused();
  await page.keyboard.type("stuck-1");
  await expect(page.getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/payments\/pay_/);
  await page.locator("main").focus();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard" })).toBeVisible();
  await page.getByLabel("Single-key shortcuts").uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

/** Walks by Tab over the whole page and returns what was focused while something else lay over it. */
async function covered(page: Page): Promise<string[]> {
  const hidden: string[] = [];
  for (let stop = 0; stop < STOPS_MAX; stop += 1) {
    await page.keyboard.press("Tab");
    const seen = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return { end: true, covered: null };
      const box = element.getBoundingClientRect();
      const points = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5]] as const;
      const visible = points.some(([x, y]) => {
        const top = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
        return top !== null && (element.contains(top) || top.contains(element) || element.parentElement?.contains(top));
      });
      return { end: false, covered: visible ? null : `${element.tagName} ${element.getAttribute("aria-label") ?? element.textContent?.slice(0, 40) ?? ""}` };
    });
    if (seen.end) break;
    if (seen.covered) hidden.push(seen.covered);
  }
  return hidden;
}

for (const [name, path] of [["the list", "/payments?merchant=shop"], ["try it", "/try-it?merchant=toy"]] as const) {
  test(`focus is never under something else: ${name}`, async ({ signedIn }) => {
    const page = await signedIn();
    await page.setViewportSize({ width: 1280, height: 420 });
    await page.goto(path);
    await expect(page.locator("main h1")).toBeVisible();
    if (name === "the list") await page.getByRole("checkbox", { name: "Select all on this page" }).check();
    expect(await covered(page)).toEqual([]);
  });
}
