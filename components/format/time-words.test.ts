import { describe, expect, it } from "vitest";
import { shorten } from "./shorten";
import { ageWords, clockWords, countdownWords, momentWords } from "./time-words";

describe("times on screen", () => {
  it.each([[4_000, "4 s"], [1_920_000, "32 min"], [18_000_000, "5 h"], [259_200_000, "3 d"], [-5, "0 s"]])("%d ms ago is %s", (ms, words) => {
    expect(ageWords(ms)).toBe(words);
  });

  it("counts down in the two units that matter", () => {
    expect(countdownWords(2_989_000)).toBe("49 min 49 s");
    expect(countdownWords(4_000)).toBe("4 s");
    expect(countdownWords(7_260_000)).toBe("2 h 1 min");
  });

  it("shows one zone everywhere, and the day where it is not today", () => {
    const at = "2026-11-24T05:42:31.118Z";
    expect(clockWords(at, "UTC", true)).toBe("05:42:31.118");
    expect(clockWords(at, "Europe/Berlin")).toBe("06:42:31");
    expect(momentWords(at, "UTC", Date.parse("2026-11-24T10:00:00Z"))).toBe("05:42:31");
    expect(momentWords(at, "UTC", Date.parse("2026-11-26T10:00:00Z"))).toBe("24 Nov 05:42");
  });
});

describe("ids on screen", () => {
  it("keep both ends, and short ones whole", () => {
    expect(shorten("pay_01kb4n6t2mfz8q9x7v3w5h1dje")).toBe("pay_01kb4n6t…h1dje");
    expect(shorten("order-88220")).toBe("order-88220");
  });
});
