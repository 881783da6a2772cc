import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseIdempotencyKey } from "./idempotency-key-header";

const visible = fc.string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)), minLength: 1, maxLength: 255 });
const quoted = (key: string) => `"${key.replace(/[\\"]/g, "\\$&")}"`;
const code = (header: string | null) => {
  const parsed = parseIdempotencyKey(header);
  return parsed.ok ? parsed.key : parsed.code;
};

describe("Idempotency-Key (section 3)", () => {
  test("quoted and bare name the same key", () => {
    expect(code('"abc"')).toBe("abc");
    expect(code("abc")).toBe("abc");
    expect(code(' "abc" ')).toBe("abc");
  });

  test("every key of 1 to 255 visible ASCII characters has a quoted form", () => {
    fc.assert(fc.property(visible, (key) => {
      expect(code(quoted(key))).toBe(key);
    }));
  });

  test("every key without a comma or a quotation mark has a bare form", () => {
    fc.assert(fc.property(visible.filter((key) => !/[,"]/.test(key)), (key) => {
      expect(code(key)).toBe(key);
    }));
  });

  test("a comma inside quotes belongs to the key", () => expect(code('"a,b"')).toBe("a,b"));

  test("absent is missing", () => expect(code(null)).toBe("idempotency_key_missing"));

  test.each([
    ["empty", ""], ["blank", "  "], ["empty and quoted", '""'], ["two lines as Node joins them", "a, a"], ["a list", '"a", "b"'], ["a list without a space", "a,b"],
    ["two quoted in one", '"a""b"'], ["unbalanced at the end", '"abc'], ["unbalanced at the start", 'abc"'], ["a space inside quotes", '"a b"'],
    ["a space in the bare form", "a b"], ["an accent", "clé"], ["a control character", "a\tb"], ["256 characters", "a".repeat(256)],
    ["256 characters in quotes", `"${"a".repeat(256)}"`], ["a wrong escape", '"a\\b"'], ["something after the quotes", '"a"b'], ["a wrong parameter", '"a";=1'],
  ])("%s is invalid", (_name, header) => expect(code(header)).toBe("idempotency_key_invalid"));

  test("parameters of a quoted key are ignored, as RFC 8941 wants unknown ones to be", () => {
    expect(code('"a";v=1; note="x, y";flag')).toBe("a");
  });

  test("never throws and never lets anything but visible ASCII through", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary", maxLength: 600 }), fc.string({ unit: fc.constantFrom('"', "\\", ",", ";", "=", " ", "a"), maxLength: 40 })), (header) => {
        const parsed = parseIdempotencyKey(header);
        if (parsed.ok) expect(parsed.key).toMatch(/^[!-~]{1,255}$/);
        else expect(parsed.code).toBe("idempotency_key_invalid");
      }),
    );
  });
});
