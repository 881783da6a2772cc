import { describe, expect, test } from "vitest";
import { closePool } from "./pool";
import { prisma } from "./prisma";
import { query } from "./query";
import { pointAtNoDatabase } from "./testing/no-database";
import { CommitInDoubt, isStorageFailure, sqlState } from "./transaction";

const driver = (code: string) => Object.assign(new Error("x"), { code });
const prismas = (code: string, cause: object) => Object.assign(new Error("x"), { code, meta: { driverAdapterError: { cause } } });

describe("what counts as storage that is away", () => {
  test.each([
    driver("08006"), driver("53300"), driver("57P01"), driver("25006"), driver("ECONNREFUSED"), driver("EPIPE"), new CommitInDoubt("x"), new Error("Connection terminated unexpectedly"),
    prismas("P1001", { kind: "DatabaseNotReachable" }), prismas("P2010", { kind: "postgres", originalCode: "57P01" }),
  ])("%o", (error) => expect(isStorageFailure(error)).toBe(true));

  test.each([driver("23505"), driver("40001"), driver("42601"), driver("P2002"), driver("XX000"), new Error("bug"), null, "text", prismas("P2002", { kind: "UniqueConstraintViolation", originalCode: "23505" })])("not %o", (error) =>
    expect(isStorageFailure(error)).toBe(false),
  );

  test("the driver's SQLSTATE is found through Prisma, whose own codes are none", () => {
    expect([sqlState(prismas("P2002", { originalCode: "23505" })), sqlState(driver("P2002")), sqlState(driver("40P01"))]).toEqual(["23505", null, "40P01"]);
  });

  test("a database that nobody listens for, by either way of asking", async () => {
    pointAtNoDatabase();
    await expect(query("one", "SELECT 1", []).catch(isStorageFailure)).resolves.toBe(true);
    await expect(prisma().merchant.count().catch(isStorageFailure)).resolves.toBe(true);
    await closePool();
  });
});
