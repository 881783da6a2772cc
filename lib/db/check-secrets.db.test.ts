import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { adoptDatabase, masterSecrets, SettingsError } from "@/lib/env";
import { newId } from "@/lib/id";
import { seal } from "@/lib/processors/seal";
import { checkSecrets } from "./check-secrets";
import { prisma } from "./prisma";
import { startTestDatabase, type TestDatabase } from "./testing/test-database";

let database: TestDatabase;
beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(() => database.close());

it("a start without a master secret that stored rows need is refused with a sentence; a rotation that keeps it is not", async () => {
  const [old = ""] = masterSecrets();
  const [merchantId, id, now] = [newId(), newId(), new Date()];
  await prisma().merchant.create({ data: { id: merchantId, name: "shop", policy: "replay", createdAt: now } });
  await prisma().connection.create({
    data: { merchantId, id, processor: "stripe", status: "active", apiBase: "http://127.0.0.1:9", secretKeySealed: seal("sk_test_1", id), createdAt: now },
  });
  const next = "a newer master secret of forty characters";
  for (const [secrets, starts] of [[old, true], [`${next},${old}`, true], [next, false]] as const) {
    vi.stubEnv("LATCHKEY_SECRET", secrets);
    adoptDatabase(database.url);
    if (starts) await expect(checkSecrets()).resolves.toBeUndefined();
    else await expect(checkSecrets()).rejects.toThrow(SettingsError);
  }
});
