import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { INSTALLATION_CHAIN } from "@/lib/audit/append-audit";
import { verifyAudit } from "@/lib/audit/verify-audit";
import { prisma } from "@/lib/db/prisma";
import { startTestDatabase, type TestDatabase } from "@/lib/db/testing/test-database";
import { adoptDatabase } from "@/lib/env";
import { bootstrap } from "./bootstrap";
import { followSimulator } from "./follow-simulator";

/** Nobody listens on port 1: the simulator is not running, and need not. */
const OLD_PORT = "1";
const STRIPE = { apiBase: "http://127.0.0.1:1/elsewhere", secretKey: "sk_test_theirs", webhookSecret: null };

let database: TestDatabase;
beforeAll(async () => {
  database = await startTestDatabase({ SIMULATOR_PORT: OLD_PORT });
});
afterAll(() => database.close());

const actionsOf = async (merchantId: string) =>
  (await prisma().auditEvent.findMany({ where: { merchantId }, orderBy: { seq: "asc" } })).map(({ action, actor }) => `${action} by ${actor}`);
const demo = (name = "demo") => prisma().merchant.findUniqueOrThrow({ where: { name }, include: { connections: true } });

test("who made the first operator, and an API key that a start adds, stand in the audit trail; a start beside it, or after it, adds nothing", async () => {
  const starts = await Promise.all([bootstrap({ adminPassword: "a password of some length" }), bootstrap({ adminPassword: "a password of some length" })]);
  expect(starts.filter(({ demoApiKey }) => demoApiKey?.startsWith("lk_"))).toHaveLength(1);
  expect(starts.flatMap(({ operator }) => operator ?? [])).toEqual([{ email: "admin@latchkey.local", password: null }]);
  expect(await actionsOf(INSTALLATION_CHAIN)).toEqual(["operator.created by system"]);
  const apiKey = "lk_chosen-elsewhere-and-long-enough";
  for (const _ of [1, 2]) expect(await bootstrap({ apiKey })).toEqual({ demoApiKey: null, conflictApiKey: null, operator: null });
  const { id } = await demo();
  expect(await actionsOf(id)).toEqual(["merchant.created by system", "api_key.created by system"]);
  for (const chain of [INSTALLATION_CHAIN, id]) expect(await verifyAudit(chain)).toMatchObject({ brokenAt: null });
  const events = await prisma().auditEvent.findMany();
  expect(JSON.stringify(events)).not.toContain(apiKey);
});

test("connections made for the bundled simulator follow its address; others stay, and need no simulator", async () => {
  vi.stubEnv("SIMULATOR_PORT", "2");
  adoptDatabase(database.url);
  expect(await followSimulator()).toBe(true);
  for (const name of ["demo", "demo-conflict"]) expect((await demo(name)).connections).toMatchObject([{ apiBase: "http://127.0.0.1:2", isBundled: true }]);
  expect((await actionsOf((await demo()).id)).at(-1)).toBe("connection.moved by system");
  await bootstrap({ stripe: STRIPE });
  expect(await followSimulator()).toBe(true);
  expect((await demo()).connections).toMatchObject([{ apiBase: STRIPE.apiBase, isBundled: false }]);
  const conflict = await demo("demo-conflict");
  await prisma().connection.updateMany({ where: { merchantId: conflict.id }, data: { status: "retired" } });
  expect(await followSimulator()).toBe(false);
});
