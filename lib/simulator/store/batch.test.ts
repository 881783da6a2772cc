import { expect, test, vi } from "vitest";
import { Batch } from "./batch";

test("work of one moment goes in one transaction, and each is told after it", async () => {
  const transaction = vi.fn((work: () => void) => work());
  const batch = new Batch(transaction);
  expect(await Promise.all([1, 2, 3].map((value) => batch.add(() => value)))).toEqual([1, 2, 3]);
  expect(transaction).toHaveBeenCalledTimes(1);
});

test("work that fails fails alone", async () => {
  const batch = new Batch((work) => work());
  const results = await Promise.allSettled([batch.add(() => 1), batch.add(() => { throw new Error("mine"); }), batch.add(() => 3)]);
  expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});

test("a commit that fails is told to everybody in it", async () => {
  const batch = new Batch((work) => {
    work();
    throw new Error("the disk is full");
  });
  expect((await Promise.allSettled([batch.add(() => 1), batch.add(() => 2)])).map((result) => result.status)).toEqual(["rejected", "rejected"]);
});
