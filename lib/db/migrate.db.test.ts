import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate, migrationNames } from "./migrate";
import { prisma } from "./prisma";
import { query } from "./query";
import { startTestDatabase, type TestDatabase } from "./testing/test-database";

let database: TestDatabase;
beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(() => database.close());

test("a migrated database has nothing left to migrate", async () => {
  expect(await migrate(database.url)).toEqual([]);
});

test("five processes that start at once migrate an empty database once", async () => {
  await query("reset", "DROP SCHEMA public CASCADE", []);
  await query("reset2", "CREATE SCHEMA public", []);
  const applied = await Promise.all(Array.from({ length: 5 }, () => migrate(database.url)));
  expect(applied.flat()).toEqual(migrationNames());
  expect(await prisma().merchant.count()).toBe(0);
});

test("a migration that fails leaves the database as it was and says what the database said", async () => {
  await query("reset", "DROP SCHEMA public CASCADE", []);
  await query("reset2", "CREATE SCHEMA public", []);
  await query("obstacle", "CREATE TYPE payment_status AS ENUM ('older')", []);
  await expect(migrate(database.url)).rejects.toThrow(/as it was.*already exists/s);
  const tables = await query("tables", "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'", []);
  expect(tables).toEqual([]);
});
