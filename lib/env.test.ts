import { describe, expect, test } from "vitest";
import { parseSchedule, parseSettings, SettingsError } from "./env";

describe("settings are checked at the start", () => {
  test("without any, the contract's defaults hold", () => {
    expect(parseSettings({})).toMatchObject({
      PORT: 3000, HOST: "127.0.0.1", LATCHKEY_DATA_DIR: ".latchkey", SIMULATOR_PORT: 12_111, LATCHKEY_PROCESSOR_TIMEOUT_MS: 20_000, LATCHKEY_LEASE_MS: 60_000,
      LATCHKEY_RECOVERY_SCHEDULE: [5_000, 15_000, 60_000, 300_000, 900_000, 3_600_000], LATCHKEY_FRESHNESS_MS: 600_000, LATCHKEY_ABSENCE_GAP_MS: 30_000, LATCHKEY_STUCK_AFTER_MS: 120_000,
    });
  });

  test("an empty value is none", () => {
    const { PORT, DATABASE_URL } = parseSettings({ PORT: "", DATABASE_URL: "" });
    expect({ PORT, DATABASE_URL }).toEqual({ PORT: 3000, DATABASE_URL: undefined });
  });

  test.each([
    ["a lease that does not exceed twice the timeout", { LATCHKEY_LEASE_MS: "40000" }, /LATCHKEY_LEASE_MS \(40000\) must exceed twice LATCHKEY_PROCESSOR_TIMEOUT_MS \(20000\)/],
    ["a port that is no port", { PORT: "70000" }, /^PORT must be a port from 1 to 65535\.$/],
    ["a number with a fraction", { LATCHKEY_STUCK_AFTER_MS: "1.5" }, /^LATCHKEY_STUCK_AFTER_MS must be a whole number of milliseconds from 1 to 2000000000\.$/],
    ["a switch that is neither on nor off", { LATCHKEY_PREPARED_STATEMENTS: "maybe" }, /^LATCHKEY_PREPARED_STATEMENTS must be one of on, off\.$/],
    ["a database that is no PostgreSQL", { DATABASE_URL: "mysql://x" }, /DATABASE_URL must start with postgres/],
    ["a schedule that is none", { LATCHKEY_RECOVERY_SCHEDULE: "soon" }, /LATCHKEY_RECOVERY_SCHEDULE must be a list of durations/],
    ["an API key of another shape", { LATCHKEY_BOOTSTRAP_API_KEY: "sk_1" }, /LATCHKEY_BOOTSTRAP_API_KEY must be lk_/],
  ])("%s stops the start with a sentence", (_, environment, sentence) => {
    expect(() => parseSettings(environment)).toThrow(SettingsError);
    expect(() => parseSettings(environment)).toThrow(sentence);
  });

  test("every setting that is wrong is named at once", () => {
    expect(() => parseSettings({ PORT: "x", SIMULATOR_PORT: "y" })).toThrow("PORT must be a port from 1 to 65535.\nSIMULATOR_PORT must be a port from 1 to 65535.");
  });

  test.each([["5s,15s,1m", [5_000, 15_000, 60_000]], ["100ms", [100]], ["0s", null], ["", null], ["1d", null]])("the schedule %j", (text, steps) => {
    expect(parseSchedule(text)).toEqual(steps);
  });
});
