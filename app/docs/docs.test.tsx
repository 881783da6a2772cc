import type { ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { openApiDocument } from "@/lib/contract/openapi/document";
import { PROBLEMS } from "@/lib/contract/problem-codes";
import { DUPLICATE_ROWS } from "@/lib/idempotency/answer-to-duplicate";
import ApiPage from "./api/page";
import IdempotencyPage from "./idempotency/page";
import OverviewPage from "./page";
import ProblemPage from "./problems/[code]/page";
import ProblemsPage from "./problems/page";

const CODES = Object.keys(PROBLEMS);
const problemPage = (code: string) => ProblemPage({ params: Promise.resolve({ code }) });
const PAGES: readonly [string, () => ReactElement | Promise<ReactElement>][] = [
  ["/docs", OverviewPage], ["/docs/api", ApiPage], ["/docs/idempotency", IdempotencyPage], ["/docs/problems", ProblemsPage],
  ...CODES.map((code): [string, () => Promise<ReactElement>] => [`/docs/problems/${code}`, () => problemPage(code)]),
];

describe("the docs", () => {
  test.each(PAGES)("%s needs no network: everything it links to is ours", async (_path, page) => {
    const html = renderToStaticMarkup(await page());
    for (const [, target] of html.matchAll(/(?:href|src)="([^"]*)"/g)) expect(target).toMatch(/^(\/(?!\/)|#)/);
    expect(html.match(/<h1/g)).toHaveLength(1);
  });

  test("every link within a page leads to a place in it", () => {
    const html = renderToStaticMarkup(ApiPage());
    for (const [, id] of html.matchAll(/href="#([^"]*)"/g)) expect(html).toContain(`id="${id}"`);
  });

  test("every endpoint, row and problem has its place", async () => {
    const [api, idempotency, problems] = [ApiPage(), IdempotencyPage(), ProblemsPage()].map((page) => renderToStaticMarkup(page));
    for (const path of Object.keys(openApiDocument().paths)) expect(api).toContain(path);
    for (const { row } of DUPLICATE_ROWS) expect(idempotency).toContain(`>${row}</td>`);
    for (const code of CODES) expect(problems).toContain(`/docs/problems/${code}`);
  });

  test("a code that does not exist has no page", async () => {
    await expect(problemPage("constructor")).rejects.toThrow();
  });
});
