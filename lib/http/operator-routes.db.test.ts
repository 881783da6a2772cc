import { globSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CLI, ROLES, type Role } from "@/lib/access/permissions";
import { loadOperation } from "@/lib/attempts/load-operation.sql";
import type { MerchantContext } from "@/lib/contract/merchant";
import { prisma } from "@/lib/db/prisma";
import { createOperator } from "@/lib/operators/create-operator";
import { createPayment } from "@/lib/payments/create-payment";
import { type MoneyRig, startMoneyRig } from "@/lib/payments/testing/money-rig";
import { answerAuth } from "./auth-route";

const ORIGIN = "http://127.0.0.1:3000";
const PASSWORD = "correct horse battery";

type Handler = (request: Request) => Promise<Response>;
type Routes = Record<string, Handler>;

/** What each route needs so that only a right can refuse it; a template that is missing here fails the walk. */
const WRITES: Readonly<Record<string, { roles: readonly Role[]; body: unknown }>> = {
  "/api/operator/payments/[id]/check": { roles: ["operator", "admin"], body: { trigger: "operator" } },
  "/api/operator/reconciliation-runs": { roles: ["operator", "admin"], body: { merchant: "shop", paymentIds: ["PAYMENT"], reason: "a walk" } },
  "/api/operator/reconciliation-runs/[id]/abort": { roles: ["operator", "admin"], body: {} },
  "/api/operator/reconciliation-runs/[id]/retry": { roles: ["operator", "admin"], body: {} },
  "/api/operator/payments/[id]/proposals": {
    roles: ["operator", "admin"], body: { verdict: "failed", processorReference: null, reason: "a walk", paymentVersion: 1 },
  },
  "/api/operator/proposals/[id]/decision": { roles: ["operator", "admin"], body: { approve: true, comment: null } },
  "/api/operator/try-it": { roles: ["operator", "admin"], body: { merchant: "toy", key: "walk", amount: 100, currency: "EUR", fault: null } },
};

let rig: MoneyRig;
let paymentId: string;
let runId: string;
let proposalId: string;
let shopId: string;
const cookies = new Map<Role, string>();
const templates = globSync("app/api/operator/**/route.ts").map((file) => `/${path.dirname(file).split(path.sep).slice(1).join("/")}`);

beforeAll(async () => {
  // Merchant toy is connected to "the bundled simulator", which is not running: its answers are 503, and rights come before.
  rig = await startMoneyRig({ SIMULATOR_PORT: "1" });
  await rig.merchant({ name: "toy", apiBase: "http://127.0.0.1:1" });
  const shop = await rig.merchant({ name: "shop" });
  const made = await createPayment(rig.request(shop, "walk-0"));
  shopId = shop.id;
  paymentId = (JSON.parse(made.body ?? "{}") as { id: string }).id;
  for (const role of ROLES) {
    await createOperator(CLI, { email: `${role}@example.com`, role, password: PASSWORD, allMerchants: true });
    cookies.set(role, await signIn(`${role}@example.com`));
  }
  proposalId = await propose(shop);
  const started = await ask("/api/operator/reconciliation-runs", "POST", "admin");
  runId = ((await started.json()) as { id: string }).id;
});
afterAll(() => rig.close());

/** A contradicted payment on which the admin proposes; whoever comes first among the others decides. */
async function propose(shop: MerchantContext): Promise<string> {
  const made = await createPayment(rig.request(shop, "walk-contradicted", { fault: "wrong_amount" }));
  const { paymentId: contradicted } = JSON.parse(made.body ?? "{}") as { paymentId: string };
  const { POST } = (await import(/* @vite-ignore */ path.resolve("app/api/operator/payments/[id]/proposals/route.ts"))) as Routes;
  if (!POST) throw new Error("proposals take a POST");
  const answer = await POST(new Request(`${ORIGIN}/api/operator/payments/${contradicted}/proposals`, {
    method: "POST", headers: { host: "127.0.0.1:3000", "content-type": "application/json", cookie: cookies.get("admin") ?? "" },
    body: JSON.stringify({ verdict: "succeeded", processorReference: "pi_seen", reason: "seen in the dashboard", paymentVersion: 2 }),
  }));
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { id: string }).id;
}

async function signIn(email: string, password = PASSWORD): Promise<string> {
  const answer = await answerAuth(new Request(`${ORIGIN}/api/auth/sign-in/email`, {
    method: "POST", headers: { "content-type": "application/json", host: "127.0.0.1:3000" }, body: JSON.stringify({ email, password }),
  }));
  expect(answer.status).toBe(200);
  return answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0]).join("; ");
}

async function ask(template: string, method: string, role: Role | null, headers: Record<string, string> = {}): Promise<Response> {
  const routes = (await import(/* @vite-ignore */ path.resolve(`app${template}/route.ts`))) as Routes;
  const id = template.includes("reconciliation") ? (runId ?? "") : template.includes("operator/proposals") ? proposalId : paymentId;
  const pathname = template.replace("[id]", id);
  const search = template.endsWith("try-it") ? "?merchant=toy&key=walk" : template.endsWith("search") ? "?q=walk-0" : "?merchant=shop";
  const body = method === "POST" ? JSON.stringify(WRITES[template]?.body ?? {}).replace("PAYMENT", paymentId) : undefined;
  const cookie: Record<string, string> = role ? { cookie: cookies.get(role) ?? "" } : {};
  const json: Record<string, string> = body === undefined ? {} : { "content-type": "application/json" };
  const handler = routes[method];
  if (!handler) throw new Error(`${template} answers nothing to ${method}`);
  return handler(new Request(`${ORIGIN}${pathname}${search}`, { method, body, headers: { host: "127.0.0.1:3000", ...json, ...cookie, ...headers } }));
}

describe("every operator route, with every role", () => {
  it("there are routes to walk", () => {
    expect(templates.length).toBeGreaterThanOrEqual(11);
  });

  it.each(templates)("%s asks for a session", async (template) => {
    for (const method of ["GET", "POST"]) expect([401, 405]).toContain((await ask(template, method, null)).status);
  });

  it.each(templates)("%s is read by everybody who is signed in, or is not read at all", async (template) => {
    for (const role of ROLES) expect([200, 405], `${role} ${template}`).toContain((await ask(template, "GET", role)).status);
  });

  it.each(Object.entries(WRITES))("%s changes something for the right roles alone", async (template, { roles }) => {
    for (const role of ROLES) {
      const { status } = await ask(template, "POST", role);
      // 409: the run has ended, which the right was needed to learn.
      expect(roles.includes(role) ? [200, 201, 409] : [403], `${role} ${template}`).toContain(status);
    }
  });

  it.each(templates.filter((template) => !(template in WRITES)))("%s takes no POST", async (template) => {
    const answer = await ask(template, "POST", "admin");
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe("GET");
  });

  it.each(Object.keys(WRITES))("%s refuses a page of somebody else", async (template) => {
    expect((await ask(template, "POST", "admin", { "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await ask(template, "POST", "admin", { origin: "http://evil.example" })).status).toBe(403);
    expect((await ask(template, "POST", "admin", { "content-type": "text/plain" })).status).toBe(415);
  });
});

it("what one proposed another has approved: the payment is what they say, and the proposer could not", async () => {
  const { operation } = (await loadOperation(shopId, (await prisma().proposal.findFirstOrThrow({ where: { merchantId: shopId, verdict: "succeeded" } })).paymentId)) ?? {};
  expect(operation).toMatchObject({ status: "succeeded", processorReference: "pi_seen" });
});

describe("sessions", () => {
  it("the cookie is for this host, HTTP only and lax", async () => {
    const answer = await answerAuth(new Request(`${ORIGIN}/api/auth/sign-in/email`, {
      method: "POST", headers: { "content-type": "application/json", host: "127.0.0.1:3000" }, body: JSON.stringify({ email: "viewer@example.com", password: PASSWORD }),
    }));
    const [cookie] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    expect(cookie).not.toMatch(/Domain=/i);
  });

  it("nobody signs up over HTTP", async () => {
    const answer = await answerAuth(new Request(`${ORIGIN}/api/auth/sign-up/email`, {
      method: "POST", headers: { "content-type": "application/json", host: "127.0.0.1:3000" }, body: JSON.stringify({ email: "eve@example.com", password: PASSWORD, name: "Eve" }),
    }));
    expect(answer.status).toBe(404);
  });

  it("ten wrong passwords close an e-mail for a while", async () => {
    const attempt = () => answerAuth(new Request(`${ORIGIN}/api/auth/sign-in/email`, {
      method: "POST", headers: { "content-type": "application/json", host: "127.0.0.1:3000" }, body: JSON.stringify({ email: "mallory@example.com", password: "wrong wrong wrong" }),
    }));
    for (let count = 0; count < 10; count += 1) expect((await attempt()).status).toBe(401);
    const closed = await attempt();
    expect(closed.status).toBe(429);
    expect(Number(closed.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("a disabled operator is out at once", async () => {
    const { operatorId } = await createOperator(CLI, { email: "gone@example.com", role: "admin", password: PASSWORD, allMerchants: true });
    const cookie = await signIn("gone@example.com");
    const { prisma } = await import("@/lib/db/prisma");
    await prisma().operator.update({ where: { id: operatorId }, data: { disabledAt: new Date() } });
    const { GET } = (await import("../../app/api/operator/health/route")) as Routes;
    expect((await GET?.(new Request(`${ORIGIN}/api/operator/health`, { headers: { cookie, host: "127.0.0.1:3000" } })))?.status).toBe(401);
  });
});
