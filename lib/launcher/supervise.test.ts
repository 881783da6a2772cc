import { expect, test } from "vitest";
import { pauseAfter } from "@/lib/worker/run-loops";
import { backoffMs } from "./supervise";

test("a process that keeps dying is started less and less often, at most every half minute", () => {
  expect([1, 2, 3, 7, 50].map(backoffMs)).toEqual([500, 1_000, 2_000, 30_000, 30_000]);
});

test("a loop of the worker that keeps failing runs less and less often, at most once a minute, and never more often than usual", () => {
  expect([0, 1, 2, 20].map((failures) => pauseAfter(250, failures))).toEqual([250, 500, 1_000, 60_000]);
  expect(pauseAfter(3_600_000, 3)).toBe(3_600_000);
});
