import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./stage";

/** Every page in every state that it has, ready to be looked at. */
const STATES: readonly [name: string, open: (page: Page) => Promise<void>][] = [
  ["payments, full", async (page) => {
    await page.goto("/payments?merchant=shop");
    await expect(page.getByRole("row").nth(3)).toBeVisible();
  }],
  ["payments, with a selection and its dialog", async (page) => {
    await page.goto("/payments?merchant=shop&status=stuck");
    await page.getByRole("checkbox", { name: "Select all on this page" }).check();
    await page.getByRole("button", { name: "Reconcile" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
  }],
  ["payments, empty", async (page) => {
    await page.goto("/payments?merchant=quiet");
    await expect(page.getByRole("heading", { name: "No payments yet" })).toBeVisible();
  }],
  ["payments, nothing matches", async (page) => {
    await page.goto("/payments?merchant=shop&reference=nobody");
    await expect(page.getByRole("heading", { name: "Nothing matches" })).toBeVisible();
  }],
  ["payments, an error", async (page) => {
    await page.route("**/api/operator/payments?**", (route) => route.fulfill({
      status: 503, contentType: "application/problem+json",
      body: JSON.stringify({ code: "storage_unavailable", title: "Too slow", detail: "This search took longer than 3 s, so it was stopped.", requestId: "req_01kb4psz9c3v", stoppedAfterMs: 3_000 }),
    }));
    await page.goto("/payments?merchant=shop&status=failed");
    await page.getByRole("link", { name: /^Unknown/ }).click();
    await page.getByRole("link", { name: /^Contradicted/ }).click();
  }],
  ["one payment, contradicted", async (page) => {
    await page.goto(`/payments/${await idOf(page, "wrong")}`);
    await expect(page.getByRole("heading", { name: "Compare" })).toBeVisible();
  }],
  ["one payment, stuck", async (page) => {
    await page.goto(`/payments/${await idOf(page, "stuck-0")}`);
    await expect(page.getByRole("heading", { name: "Timeline" })).toBeVisible();
  }],
  ["one payment that does not exist", async (page) => {
    await page.goto("/payments/pay_00000000000000000000000000");
    await expect(page.getByRole("heading", { name: "There is no such payment or run" })).toBeVisible();
  }],
  ["runs, empty", async (page) => {
    await page.goto("/reconciliation?merchant=quiet");
    await expect(page.getByRole("heading", { name: "No runs yet" })).toBeVisible();
  }],
  ["a run", async (page) => {
    await page.goto("/payments?merchant=shop&status=stuck");
    await page.getByRole("checkbox", { name: "Select all on this page" }).check();
    await page.getByRole("button", { name: "Reconcile" }).click();
    await page.getByLabel("Reason").fill("axe looks at a run");
    await page.getByRole("button", { name: /Reconcile \d+ payments/ }).click();
    await page.waitForURL(/\/reconciliation\/run_/);
    await expect(page.getByText("Finished")).toBeVisible();
  }],
  ["runs, full", async (page) => {
    await page.goto("/reconciliation?merchant=shop");
    await expect(page.getByRole("heading", { name: "Reconciliation" })).toBeVisible();
  }],
  ["try it, empty", async (page) => {
    await page.goto("/try-it?merchant=shop");
    await expect(page.getByText("Nothing sent under this key yet")).toBeVisible();
  }],
  ["try it, full", async (page) => {
    await page.goto("/try-it?merchant=toy");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await expect(page.getByText(/known after/)).toBeVisible();
    await page.getByText("The same as a table").click();
  }],
  ["nothing here", async (page) => {
    await page.goto("/no-such-page");
    await expect(page.getByRole("heading", { name: "There is no such payment or run" })).toBeVisible();
  }],
];

async function idOf(page: Page, key: string): Promise<string> {
  const answer = await page.request.get(`/api/operator/search?q=${key}`);
  const { hits } = (await answer.json()) as { hits: { id: string; idempotencyKey: string }[] };
  return hits.find((hit) => hit.idempotencyKey === key)?.id ?? "";
}

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.target.join(" ")} ${node.failureSummary ?? ""}`));
}

for (const theme of ["light", "dark"] as const) {
  test.describe(`axe finds nothing, ${theme}`, () => {
    for (const [name, open] of STATES) {
      test(name, async ({ signedIn }) => {
        const page = await signedIn("operator", { theme });
        // Fades are for people: what is measured is the page at rest.
        await page.emulateMedia({ reducedMotion: "reduce" });
        await open(page);
        expect(await violations(page)).toEqual([]);
      });
    }

    test("sign-in, and what was wrong", async ({ page }) => {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      await page.goto("/sign-in");
      expect(await violations(page)).toEqual([]);
      await page.getByLabel("Email").fill("nobody@example.com");
      await page.getByLabel("Password", { exact: true }).fill("wrong wrong wrong");
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page.getByText("do not belong together")).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });
  });
}
