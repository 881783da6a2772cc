import { expect, test } from "vitest";
import { isStuck } from "./stuck";

const now = new Date("2026-11-24T09:00:00.000Z");
const ago = (ms: number) => new Date(now.getTime() - ms);

test("stuck is open for longer than the threshold, and never definite", () => {
  expect(isStuck({ openSince: ago(120_001) }, 120_000, now)).toBe(true);
  expect(isStuck({ openSince: ago(120_000) }, 120_000, now)).toBe(false);
  expect(isStuck({ openSince: null }, 120_000, now)).toBe(false);
});
