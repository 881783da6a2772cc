import { afterAll, beforeAll, expect, test } from "vitest";
import { prisma } from "@/lib/db/prisma";
import { startTestDatabase, type TestDatabase } from "@/lib/db/testing/test-database";
import { transaction } from "@/lib/db/transaction";
import { appendAudit, INSTALLATION_CHAIN } from "./append-audit";
import { onClient, onPrisma } from "./append-audit.sql";
import { verifyAudit } from "./verify-audit";

let database: TestDatabase;
beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(() => database.close());

const entry = (id: string) => ({
  merchantId: INSTALLATION_CHAIN, actor: { email: "cli", role: "admin" }, action: "operator.created", subject: { kind: "operator", id },
  after: { amount: 10.5, name: "Ana ☂", nested: { b: 1, a: [true, null] } },
});

test("twenty audit events at once make one unbroken chain, through either client", async () => {
  await Promise.all(
    Array.from({ length: 10 }, (_, index) => [
      transaction((client) => appendAudit(onClient(client), entry(`a${index}`))),
      prisma().$transaction((tx) => appendAudit(onPrisma(tx), entry(`b${index}`))),
    ]).flat(),
  );
  expect(await verifyAudit(INSTALLATION_CHAIN)).toEqual({ events: 20, brokenAt: null });
});

test("a change that is rolled back leaves no event", async () => {
  await transaction(async (client) => {
    await appendAudit(onClient(client), entry("never"));
    throw new Error("no");
  }).catch(() => undefined);
  expect(await prisma().auditEvent.count({ where: { subjectId: "never" } })).toBe(0);
});

test("an event changed behind our back, and one cut off at the end, are found", async () => {
  await prisma().auditEvent.update({ where: { merchantId_seq: { merchantId: INSTALLATION_CHAIN, seq: 7 } }, data: { actor: "somebody else" } });
  expect(await verifyAudit(INSTALLATION_CHAIN)).toMatchObject({ brokenAt: 7 });
  await prisma().auditEvent.deleteMany({ where: { seq: { gte: 7 } } });
  expect(await verifyAudit(INSTALLATION_CHAIN)).toMatchObject({ brokenAt: 7 });
});
