import { gzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { expect, test } from "./stage";

const PAGES = ["/payments?merchant=shop", "/payments?merchant=quiet", "/reconciliation?merchant=shop", "/try-it?merchant=toy", "/no-such-page"];

test.describe("at 320 px", () => {
  for (const path of PAGES) {
    test(`${path} needs no sideways scrolling`, async ({ signedIn }) => {
      const page = await signedIn();
      await page.setViewportSize({ width: 320, height: 640 });
      await page.goto(path);
      await expect(page.locator("main")).toBeVisible();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
      expect(await tooWide(page)).toEqual([]);
    });
  }

  test("one payment needs none either, and its act is in reach", async ({ signedIn }) => {
    const page = await signedIn();
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto("/payments?merchant=shop&status=stuck");
    await page.locator("tbody [data-row-link]").first().click();
    await expect(page.getByRole("heading", { name: "Timeline" })).toBeVisible();
    expect(await tooWide(page)).toEqual([]);
    await expect(page.getByRole("button", { name: /Check now|Asking/ })).toBeInViewport();
  });

  test("sign-in fits", async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto("/sign-in");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  });
});

/** What sticks out of the page at the right; code, tabs and toolbars may scroll by themselves. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("main *")]
      .filter((element) => !element.closest("pre, nav, [role=toolbar], [role=group], .sr-only, [aria-label='What happened'] > div"))
      .filter((element) => element.getBoundingClientRect().width > 0 && element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
      .map((element) => `${element.tagName}.${element.getAttribute("class") ?? ""}`));
}

/** First-load JavaScript in KiB of gzip: everything that the page asked for until it was quiet. */
async function firstLoadKiB(page: Page, path: string): Promise<number> {
  const bodies: Promise<Buffer>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() === "script") bodies.push(response.body());
  });
  await page.goto(path);
  await page.waitForLoadState("networkidle");
  const sizes = (await Promise.all(bodies)).map((body) => gzipSync(body).byteLength);
  return sizes.reduce((sum, size) => sum + size, 0) / 1_024;
}

test("budgets: the list loads at most 300 KiB of JavaScript, the sign-in 200", async ({ signedIn, browser, stage }) => {
  const list = await firstLoadKiB(await signedIn(), "/payments?merchant=shop");
  const context = await browser.newContext({ baseURL: stage.installation.origin });
  const signIn = await firstLoadKiB(await context.newPage(), "/sign-in");
  await context.close();
  test.info().annotations.push({ type: "first-load KiB", description: `list ${list.toFixed(1)}, sign-in ${signIn.toFixed(1)}` });
  expect(list).toBeLessThanOrEqual(300);
  expect(signIn).toBeLessThanOrEqual(200);
});
