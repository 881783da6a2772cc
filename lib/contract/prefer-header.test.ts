import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parsePrefer } from "./prefer-header";

describe("Prefer (RFC 7240)", () => {
  test.each([
    [null, null, false], ["", null, false], ["wait=10", 10, false], ["Wait = 10", 10, false], ['wait="7"', 7, false], ["wait=0", 0, false],
    ["respond-async", null, true], ["respond-async, wait=3", 3, true], ["Respond-Async;x=1,wait=3;y", 3, true], ["respond-async=", null, false],
    ["foo=bar, wait=5, baz", 5, false], ['foo="a, wait=9", wait=5', 5, false],
  ])("%s", (header, waitS, respondAsync) => expect(parsePrefer(header)).toEqual({ waitS, respondAsync }));

  test("of a repeated preference the first counts", () => expect(parsePrefer("wait=1, wait=2").waitS).toBe(1));

  test.each(["wait", "wait=", "wait=-1", "wait=1.5", "wait=soon", "wait=1s", "wait 5", "=5"])("a malformed wait is ignored: %s", (header) => {
    expect(parsePrefer(header)).toEqual({ waitS: null, respondAsync: false });
  });

  test("a wait is at most 30 s", () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 10n ** 40n }), (seconds) => {
      expect(parsePrefer(`wait=${seconds}`).waitS).toBe(seconds > 30n ? 30 : Number(seconds));
    }));
  });

  test("any text is read without throwing", () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('"', "\\", ",", ";", "=", " ", "wait", "respond-async", "9"), maxLength: 300 }), (header) => {
      const { waitS } = parsePrefer(header);
      if (waitS !== null) expect(waitS).toBeGreaterThanOrEqual(0);
    }));
  });
});
