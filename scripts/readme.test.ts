import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { PAYMENT_TRANSITIONS } from "@/lib/attempts/attempt-state";
import { parseSettings } from "@/lib/env";

const README = readFileSync("README.md", "utf8");

describe("the README keeps step with the code", () => {
  it("draws exactly the transitions of a payment that the code allows", () => {
    const drawn = [...README.matchAll(/^ {2}(\w+) --> (\w+)$/gm)].map(([, from, to]) => `${from} → ${to}`);
    const allowed = Object.entries(PAYMENT_TRANSITIONS).flatMap(([from, tos]) => tos.map((to) => `${from} → ${to}`));
    expect(drawn.toSorted()).toEqual(allowed.toSorted());
  });

  it("names every setting that a start reads, and no other", () => {
    const source = readFileSync("lib/env.ts", "utf8");
    const read = [...source.matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, name]) => name).filter((name) => name !== "LATCHKEY_CRASH_POINT" && name !== "LATCHKEY_DIST_DIR");
    const table = README.slice(README.indexOf("| Setting |"), README.indexOf("A setting that can't be used"));
    const named = [...table.matchAll(/`([A-Z][A-Z_]+)`/g)].map(([, name]) => name);
    expect(new Set(named)).toEqual(new Set(read));
  });

  it("says the defaults that a start uses", () => {
    const settings = parseSettings({});
    for (const name of ["LATCHKEY_PROCESSOR_TIMEOUT_MS", "LATCHKEY_LEASE_MS", "LATCHKEY_FRESHNESS_MS", "LATCHKEY_ABSENCE_GAP_MS", "LATCHKEY_STUCK_AFTER_MS", "SIMULATOR_PORT", "LATCHKEY_POOL_MAX"] as const) {
      expect(README).toContain(`| \`${name}\` | ${settings[name]} |`);
    }
  });

  it("shows rooms that exist", () => {
    const map = README.slice(README.indexOf("## The map"), README.indexOf("Imports go one way"));
    const rooms = [...map.matchAll(/^ {2}([a-z]+)\/ /gm)].map(([, room]) => room);
    for (const room of rooms) expect(existsSync(`lib/${room}`), `lib/${room}`).toBe(true);
  });
});
