import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { containsCardNumber, isCardNumber } from "./card-number";

/** Published test numbers of each scheme. */
const CARDS = [
  "4242424242424242", "4222222222222", "5555555555554444", "2223003122003222", "2720990000000007", "378282246310005", "6011111111111117", "6445644564456445",
  "3566002020360505", "30569309025904", "36227206271667", "6200000000000005", "6759649826438453", "5018000000000009", "2200000000000004",
];

describe("card numbers", () => {
  test.each(CARDS)("%s is found as text, as a name and spaced", (digits) => {
    expect(containsCardNumber(digits)).toBe(true);
    expect(containsCardNumber({ metadata: { [digits]: "x" } })).toBe(true);
    expect(containsCardNumber({ a: [{ b: digits.replace(/(.{4})/g, "$1 ") }] })).toBe(true);
    expect(containsCardNumber(`card:${digits};`)).toBe(true);
  });

  test("a number of JSON is looked at too", () => expect(containsCardNumber({ amount: 4242424242424242 })).toBe(true));

  test("any separators hide nothing", () => {
    const separator = fc.string({ unit: fc.constantFrom(" ", "-", ".", "/", "\u200b", "_", "—", "\n"), minLength: 1, maxLength: 9 });
    fc.assert(fc.property(fc.constantFrom(...CARDS), separator, fc.integer({ min: 1, max: 6 }), (digits, gap, size) => {
      const groups = digits.match(new RegExp(`.{1,${size}}`, "g")) ?? [];
      expect(containsCardNumber(`order 12 of card ${groups.join(gap)} please`)).toBe(true);
    }));
  });

  test.each(["４２４２４２４２４２４２４２４２", "४२४२ ४२४२ ४२४२ ४२४२", "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢", "4242    4242    4242    4242", "9792030394440796"])("%s is one", (text) => {
    expect(containsCardNumber(text)).toBe(true);
  });

  test("neighbouring groups hide nothing", () => expect(containsCardNumber("2026-11 4242 4242 4242 4242 12/29")).toBe(true));

  test.each([
    ["not Luhn-valid", "4242424242424241"], ["no issued range", "1111111111111117"], ["too short", "424242424242"], ["inside a longer number", "99424242424242424242424299"],
    ["cut by letters", "42424242a42424242"], ["a UUID", "0193b3a2-7c4e-7a51-9b7d-2f4e6a8c0d1e"], ["a date and time", "2026-11-24T08:30:36.123Z"],
    ["an IBAN", "DE89370400440532013000"],
  ])("%s is none: %s", (_name, text) => expect(containsCardNumber({ reference: text, list: [text, null, true] })).toBe(false));

  test("an id that holds one by chance is none; one with a word before it is", () => {
    expect(containsCardNumber("a4242424-4242-4242-b123-00000000000f")).toBe(false);
    expect(containsCardNumber("9f4242424242424242c0ffee1234567890abcdef")).toBe(false);
    expect(containsCardNumber("card4242424242424242")).toBe(true);
    expect(containsCardNumber("pm_4242424242424242")).toBe(true);
  });

  test("no random key is refused: a client that retries has nothing else", () => {
    fc.assert(fc.property(fc.oneof(fc.uuid(), fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 16, maxLength: 64 })), (key) => {
      fc.pre(/[a-f]/.test(key));
      expect(isCardNumber(key)).toBe(false);
    }), { numRuns: 5_000 });
  });

  test("a key that is nothing but a card number is one, spaced or not", () => {
    for (const digits of CARDS) expect(isCardNumber(digits)).toBe(true);
    expect(isCardNumber('"4242-4242-4242-4242"')).toBe(true);
    expect(isCardNumber("order-4242424242424242")).toBe(false);
  });

  test("any JSON is read in bounded time without throwing", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      containsCardNumber(value);
    }));
    const deep = JSON.parse(`${"[".repeat(20_000)}"4242424242424242"${"]".repeat(20_000)}`) as unknown;
    expect(containsCardNumber(deep)).toBe(true);
    expect(containsCardNumber("1 ".repeat(32_000))).toBe(false);
  });
});
