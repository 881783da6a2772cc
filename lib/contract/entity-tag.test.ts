import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matchesTag, paymentTag } from "./entity-tag";

describe("If-None-Match (RFC 9110)", () => {
  test.each(['W/"7"', '"7"', "*", ' "1" , W/"7"', '"a,b", "7"'])("%s matches", (header) => expect(matchesTag(header, paymentTag(7))).toBe(true));
  test.each(["", "7", '"77"', 'W/"8"', '"*"', "w", '"7'])("%s does not", (header) => expect(matchesTag(header, paymentTag(7))).toBe(false));
  test("any text is read without throwing", () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('"', "W/", ",", "7", "*") }), (header) => {
      matchesTag(header, paymentTag(7));
    }));
  });
});
