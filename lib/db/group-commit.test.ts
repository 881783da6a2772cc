import { afterEach, describe, expect, it, vi } from "vitest";
import { GroupCommit } from "./group-commit";

const settings = vi.hoisted(() => ({ LATCHKEY_GROUP_COMMIT: "all" }));
vi.mock("@/lib/env", () => ({ env: () => settings }));
afterEach(() => {
  settings.LATCHKEY_GROUP_COMMIT = "all";
});

type Item = { merchant: string; key: string };

function laneWith(runBatch: (items: readonly Item[]) => Promise<readonly string[]>): { batches: string[][]; lane: GroupCommit<Item, string> } {
  const batches: string[][] = [];
  const lane = new GroupCommit<Item, string>({
    lanesMax: 1, furtherLaneFrom: 8, batchSizeMax: 3, keyOf: ({ key }) => key, merchantOf: ({ merchant }) => merchant,
    runBatch: (items) => {
      batches.push(items.map(({ key }) => key));
      return runBatch(items);
    },
  });
  return { batches, lane };
}
const stored = async (items: readonly Item[]) => items.map(({ key }) => `stored ${key}`);
const of = (merchant: string, ...keys: string[]): Item[] => keys.map((key) => ({ merchant, key }));

describe("what shares a commit", () => {
  it("everything that arrives together, up to a limit, and each gets its own verdict", async () => {
    const { batches, lane } = laneWith(stored);
    const verdicts = await Promise.all([...of("a", "1", "2"), ...of("b", "3", "4")].map((item) => lane.submit(item)));
    expect(verdicts).toEqual(["stored 1", "stored 2", "stored 3", "stored 4"]);
    expect(batches).toEqual([["1", "2", "3"], ["4"]]);
  });

  it("a key once: the second waits for the next batch", async () => {
    const { batches, lane } = laneWith(stored);
    await Promise.all(of("a", "1", "1", "2").map((item) => lane.submit(item)));
    expect(batches).toEqual([["1", "2"], ["1"]]);
  });

  it("one merchant's alone where the setting keeps merchants apart; none waits for ever", async () => {
    settings.LATCHKEY_GROUP_COMMIT = "merchant";
    const { batches, lane } = laneWith(stored);
    await Promise.all([...of("a", "1"), ...of("b", "2"), ...of("a", "3"), ...of("c", "4"), ...of("b", "5")].map((item) => lane.submit(item)));
    expect(batches).toEqual([["1", "3"], ["2", "5"], ["4"]]);
  });

  it("a batch that fails runs again one by one: only the bad one fails", async () => {
    const { batches, lane } = laneWith((items) => (items.some(({ key }) => key === "bad") ? Promise.reject(new Error("bad row")) : stored(items)));
    const verdicts = await Promise.allSettled(of("a", "1", "bad", "2").map((item) => lane.submit(item)));
    expect(verdicts.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(batches).toEqual([["1", "bad", "2"], ["1"], ["bad"], ["2"]]);
  });

  it("where storage is away nothing runs again: each finds out by itself whether it was stored", async () => {
    const { batches, lane } = laneWith(() => Promise.reject(Object.assign(new Error("gone"), { code: "08006" })));
    const verdicts = await Promise.allSettled(of("a", "1", "2").map((item) => lane.submit(item)));
    expect(verdicts.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(batches).toEqual([["1", "2"]]);
  });
});
