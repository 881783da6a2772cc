import { afterAll, beforeAll, expect, it } from "vitest";
import { pool } from "./pool";
import { bounded, query } from "./query";
import { startTestDatabase, type TestDatabase } from "./testing/test-database";
import { isStorageFailure } from "./transaction";

let database: TestDatabase;
beforeAll(async () => {
  database = await startTestDatabase({ LATCHKEY_POOL_MAX: "2" });
});
afterAll(() => database.close());

it("a database that goes silent under a statement is given up as storage that is away, and its connection is not used again", async () => {
  const impatient = { ...bounded({ text: "SELECT pg_sleep(20)" }), query_timeout: 200 };
  const silent = [1, 2].map(() => pool().query(impatient).catch((error: unknown) => error));
  for (const error of await Promise.all(silent)) expect(isStorageFailure(error)).toBe(true);
  expect(await query("one", "SELECT 1 AS one", [])).toEqual([{ one: 1 }]);
});

it("every statement is bounded", () => {
  expect(bounded({ text: "SELECT 1" }).query_timeout).toBeGreaterThan(0);
});
