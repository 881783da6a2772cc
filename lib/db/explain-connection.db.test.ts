import { afterAll, beforeAll, expect, test } from "vitest";
import { MigrationError, migrate } from "./migrate";
import { startTestDatabase, type TestDatabase } from "./testing/test-database";

let database: TestDatabase;
beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(() => database.close());

test("a database that can't be reached, or is not there, is told in a sentence without the password", async () => {
  const nobody = await migrate("postgres://somebody:hunter2@127.0.0.1:1/payments").catch((error: unknown) => error);
  expect(nobody).toBeInstanceOf(MigrationError);
  expect(nobody).toMatchObject({ message: "No PostgreSQL answers at 127.0.0.1:1/payments. Check DATABASE_URL, and that the database is running." });
  await expect(migrate("postgres://somebody:hunter2@nowhere.invalid/payments")).rejects.toThrow(/^No PostgreSQL answers at nowhere.invalid:5432\/payments/);
  const missing = new URL(database.url);
  missing.pathname = "/not_there";
  await expect(migrate(missing.href)).rejects.toThrow(/has no database of that name/);
});
