import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { flushApiKeyUse } from "@/lib/access/api-key-use";
import { useClock } from "@/lib/clock";
import { prisma } from "@/lib/db/prisma";
import { startTestDatabase, type TestDatabase } from "@/lib/db/testing/test-database";
import { handleApiRequest } from "./api-routes";
import { type SeededMerchant, seedApiKey, seedMerchant } from "./testing/seed";

let database: TestDatabase;
let merchant: SeededMerchant;
let laterMs = 0;
let restoreClock: () => void;

beforeAll(async () => {
  database = await startTestDatabase({ LATCHKEY_RATE_LIMIT_PER_S: "2" });
  merchant = await seedMerchant();
  restoreClock = useClock({ now: () => new Date(Date.now() + laterMs), monotonicMs: () => performance.now() + laterMs });
});
afterEach(() => {
  // The buckets of one test are full again in the next.
  laterMs += 60_000;
});
afterAll(async () => {
  restoreClock();
  await database.close();
});

const ask = (authorization?: string) =>
  handleApiRequest(new Request("http://test/api/v1/payments", { headers: authorization === undefined ? {} : { authorization } }));

describe("API keys", () => {
  test.each([undefined, "", "Bearer", "Bearer lk_", "Basic lk_aaaaaaaaaaaaaaaaaaaaaaaa", "Bearer lk_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "Bearer sk_aaaaaaaaaaaaaaaaaaaaaaaa"])("%s → 401 unauthorized", async (authorization) => {
    const response = await ask(authorization);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toMatch(/^Bearer realm="latchkey"/);
    expect(await response.json()).toMatchObject({ code: "unauthorized", retry: { sameKey: true, newKey: false } });
  });

  test("the scheme's spelling does not matter", async () => {
    expect((await ask(`bearer ${merchant.apiKey}`)).status).toBe(200);
  });

  test("a revocation bites within five seconds", async () => {
    const { secret, apiKeyId } = await seedApiKey(merchant.id);
    expect((await ask(`Bearer ${secret}`)).status).toBe(200);
    await prisma().apiKey.update({ where: { merchantId_id: { merchantId: merchant.id, id: apiKeyId } }, data: { revokedAt: new Date() } });
    laterMs += 5_000;
    expect((await ask(`Bearer ${secret}`)).status).toBe(401);
  });

  test("an old key works until its rotation's overlap ends", async () => {
    const { secret } = await seedApiKey(merchant.id, new Date(Date.now() + laterMs + 2_000));
    expect((await ask(`Bearer ${secret}`)).status).toBe(200);
    laterMs += 2_001;
    expect((await ask(`Bearer ${secret}`)).status).toBe(401);
  });

  test("last used is written in batches", async () => {
    const { secret, apiKeyId } = await seedApiKey(merchant.id);
    await ask(`Bearer ${secret}`);
    await flushApiKeyUse();
    const row = await prisma().apiKey.findUniqueOrThrow({ where: { merchantId_id: { merchantId: merchant.id, id: apiKeyId } } });
    expect(row.lastUsedAt).not.toBeNull();
  });
});

describe("the rate limit", () => {
  test("counts for each API key alone: 429 with Retry-After, then free again", async () => {
    const { secret } = await seedApiKey(merchant.id);
    const statuses = [await ask(`Bearer ${secret}`), await ask(`Bearer ${secret}`)].map((response) => response.status);
    const limited = await ask(`Bearer ${secret}`);
    expect([...statuses, limited.status, limited.headers.get("retry-after")]).toEqual([200, 200, 429, "1"]);
    expect(await limited.json()).toMatchObject({ code: "rate_limited", retry: { sameKey: true, newKey: false, afterSeconds: 1 } });
    expect((await ask(`Bearer ${merchant.apiKey}`)).status).toBe(200);
    laterMs += 1_000;
    expect((await ask(`Bearer ${secret}`)).status).toBe(200);
  });
});
