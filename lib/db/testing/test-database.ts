import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { closePool } from "../pool";
import { createDatabase, dropDatabase } from "./test-cluster";

export type TestDatabase = { url: string; close(): Promise<void> };

/**
 * A fresh database with all migrations for one test file, and the settings that point at it. Call it in `beforeAll`,
 * before anything reads a setting, and `close()` in `afterAll`.
 */
export async function startTestDatabase(settings: Readonly<Record<string, string>> = {}): Promise<TestDatabase> {
  const url = await createDatabase(inject("databaseServerUrl"));
  const secret = randomBytes(32).toString("base64");
  Object.assign(process.env, { LATCHKEY_SECRET: secret, LATCHKEY_LOG_LEVEL: "silent", ...settings, DATABASE_URL: url });
  return {
    url,
    close: async () => {
      await closePool();
      await dropDatabase(url);
    },
  };
}
