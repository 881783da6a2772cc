import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verifyAudit } from "@/lib/audit/verify-audit";
import { prisma } from "@/lib/db/prisma";
import { startTestDatabase, type TestDatabase } from "@/lib/db/testing/test-database";
import { decodeId } from "@/lib/id";

type Ended = { code: number | null; stdout: string; stderr: string };
const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

let database: TestDatabase;
beforeAll(async () => {
  // Nobody listens there: a merchant at the simulator is made all the same.
  database = await startTestDatabase({ SIMULATOR_PORT: "1" });
});
afterAll(() => database.close());

/** The command line as a process of its own, as scripts use it. */
function latchkey(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["--import", TSX, "scripts/latchkey.ts", ...args], { stdio: ["ignore", "pipe", "pipe"] });
    const output = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
    child.once("close", (code) => resolve({ code, ...output }));
  });
}

describe("the command line", () => {
  test("merchants create prints what a script needs, and stores no secret in the clear", async () => {
    const ended = await latchkey("merchants", "create", "--name", "shop", "--policy", "conflict", "--unique-reference", "--result-retention", "7d", "--json");
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    const created = JSON.parse(ended.stdout);
    expect(Object.keys(created).sort()).toEqual(["apiKey", "connectionId", "merchantId", "notificationPath"]);
    expect(created.apiKey).toMatch(/^lk_[A-Za-z0-9_-]{43}$/);
    expect(created.notificationPath).toBe(`/api/processors/stripe/${created.connectionId}/notifications`);
    const id = decodeId("merchant", created.merchantId) ?? "";
    const stored = await prisma().merchant.findUniqueOrThrow({ where: { id }, include: { apiKeys: true, connections: true } });
    expect(stored).toMatchObject({ policy: "conflict", uniqueReference: true, resultRetentionS: 604_800 });
    expect(JSON.stringify(stored)).not.toContain(created.apiKey);
    expect(stored.connections[0]?.secretKeySealed).not.toContain("sk_test_");
    expect(await verifyAudit(id)).toEqual({ events: 1, brokenAt: null });
  });

  test("a refusal ends with 1 and says why, on stderr", async () => {
    await latchkey("merchants", "create", "--name", "twice", "--policy", "replay");
    const ended = await latchkey("merchants", "create", "--name", "twice", "--policy", "replay", "--json");
    expect(ended).toMatchObject({ code: 1, stdout: "" });
    expect(JSON.parse(ended.stderr)).toMatchObject({ code: "state_changed", detail: expect.stringContaining("twice") });
  });

  test.each([
    [["merchants", "create", "--name", "x"]], [["merchants", "create", "--name", "x", "--policy", "other"]], [["nonsense"]], [["reconcile"]],
    [["merchants", "create", "--name", "x", "--policy", "replay", "--secret-key", "sk_test_1"]], [["merchants", "create", "--name", "x", "--policy", "replay", "--result-retention", "soon"]],
    [["reconcile", "--from", "2026-01-01"]], [["operators", "create", "--email", "nobody", "--role", "admin"]],
  ])("a command that is wrong ends with 2: %j", async (args) => {
    const ended = await latchkey(...args);
    expect(ended).toMatchObject({ code: 2, stdout: "" });
    expect(ended.stderr).not.toBe("");
  });

  test("API keys rotate with overlap, and are revoked", async () => {
    await latchkey("merchants", "create", "--name", "rotating", "--policy", "replay");
    const created = JSON.parse((await latchkey("api-keys", "create", "--merchant", "rotating", "--others-expire-in", "24h", "--json")).stdout);
    const merchantId = decodeId("merchant", created.merchantId) ?? "";
    const others = await prisma().apiKey.findMany({ where: { merchantId, id: { not: decodeId("apiKey", created.apiKeyId) ?? "" } } });
    expect(others.map((key) => key.expiresAt)).toEqual([expect.any(Date)]);
    expect((await latchkey("api-keys", "revoke", created.apiKeyId, "--merchant", "rotating")).code).toBe(0);
    expect((await latchkey("api-keys", "revoke", created.apiKeyId, "--merchant", "rotating")).code).toBe(1);
    expect(await verifyAudit(merchantId)).toEqual({ events: 3, brokenAt: null });
  });

  test("an operator is made with a password that is shown once", async () => {
    const created = JSON.parse((await latchkey("operators", "create", "--email", "ana@example.com", "--role", "viewer", "--json")).stdout);
    expect(created).toMatchObject({ email: "ana@example.com", role: "viewer", password: expect.stringMatching(/^.{20}$/) });
  });

  test("lists are JSON for scripts, also when there is nothing; migrate has nothing left to do", async () => {
    const [stuck, merchants, migrated, unknown] = await Promise.all([
      latchkey("payments", "list", "--stuck", "--json"), latchkey("merchants", "list", "--json"), latchkey("migrate", "--json"), latchkey("payments", "show", "pay_nonsense"),
    ]);
    expect(JSON.parse(stuck.stdout)).toEqual({ data: [] });
    expect(JSON.parse(merchants.stdout).data).toBeInstanceOf(Array);
    expect(JSON.parse(migrated.stdout)).toEqual({ applied: [] });
    expect(unknown.code).toBe(1);
  });

  test("doctor names what is not well, and ends with 1", async () => {
    const ended = await latchkey("doctor", "--json");
    expect(ended.code).toBe(1);
    const { ok, findings } = JSON.parse(ended.stdout) as { ok: boolean; findings: { what: string; ok: boolean }[] };
    expect(ok).toBe(false);
    expect(findings.find(({ what }) => what === "worker")).toMatchObject({ ok: false });
    expect(findings.find(({ what }) => what === "database")).toMatchObject({ ok: true });
  });
});
