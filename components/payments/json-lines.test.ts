import { describe, expect, it } from "vitest";
import { jsonTokens } from "./json-lines";

const text = (raw: string) => jsonTokens(raw).map((token) => token.text).join("");

describe("raw evidence", () => {
  it("keeps every digit of a number", () => {
    const tokens = jsonTokens('{"id":12345678901234567890123,"x":1.10}');
    expect(tokens.filter((token) => token.kind === "number").map((token) => token.text)).toEqual(["12345678901234567890123", "1.10"]);
  });

  it("is laid out like JSON.stringify with two blanks", () => {
    const value = { a: [1, { b: "x: {y}, \"z\"" }], c: {}, d: [], e: null };
    expect(text(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
  });

  it("shows what is no JSON, or half of one, as it is", () => {
    expect(text("<html>502</html>")).toBe("<html>502</html>");
    expect(text('{"id":"pi_1","amo')).toContain('"pi_1"');
  });
});
