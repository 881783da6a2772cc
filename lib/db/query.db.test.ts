import { afterAll, beforeAll, expect, it } from "vitest";
import { bounded } from "./bounded-statement";
import { pool } from "./pool";
import { query } from "./query";
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

it("a statement that another transaction deadlocks with runs again", async () => {
  await query("", "CREATE TABLE pair (id int PRIMARY KEY, n int NOT NULL DEFAULT 0)", []);
  // Rows are locked in the order in which they lie: 2 before 1.
  await query("", "INSERT INTO pair VALUES (2), (1)", []);
  const other = await pool().connect();
  await other.query("BEGIN");
  await other.query("UPDATE pair SET n = n + 1 WHERE id = 1");
  const both = query<{ id: number }>("", "UPDATE pair SET n = n + 1 RETURNING id", []);
  await expect.poll(async () => (await other.query("SELECT 1 FROM pg_locks WHERE NOT granted")).rowCount).toBe(1);
  await other.query("UPDATE pair SET n = n + 1 WHERE id = 2");
  await other.query("COMMIT");
  other.release();
  expect((await both).map(({ id }) => id).toSorted((a, b) => a - b)).toEqual([1, 2]);
  expect(await query("", "SELECT n FROM pair", [])).toEqual([{ n: 2 }, { n: 2 }]);
});

it("every statement is bounded", () => {
  expect(bounded({ text: "SELECT 1" }).query_timeout).toBeGreaterThan(0);
});
