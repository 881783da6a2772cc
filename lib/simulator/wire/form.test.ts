import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalForm, decodeForm } from "./form";

test("brackets are branches", () => {
  expect(decodeForm("a=1&m%5Bx%5D=2&m[y]=3+4&l[]=a&l[]=b&c[d][e]=%C3%BC")).toEqual({ a: "1", m: { x: "2", y: "3 4" }, l: { 0: "a", 1: "b" }, c: { d: { e: "ü" } } });
});

test.each(["=1", "a[=1", "a]b=1", "a=1&a[b]=2", "a=%", "[a]=1", `a${"[b]".repeat(9)}=1`, "a=1&".repeat(600)])("what is no form is told so: %s", (text) => {
  expect(decodeForm(text)).toBeNull();
});

test("names of Object's own are names like any other", () => {
  expect(Object.keys(decodeForm("__proto__[x]=1&constructor=2") ?? {})).toEqual(["__proto__", "constructor"]);
  expect(({} as Record<string, unknown>).x).toBeUndefined();
});

test("never throws, and the same parameters in another order are the same", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      decodeForm(text);
    }),
  );
  const one = decodeForm("b=2&m[y]=1&a=1&m[x]=2");
  const other = decodeForm("m[x]=2&a=1&m[y]=1&b=2");
  expect(one && other && canonicalForm(one) === canonicalForm(other)).toBe(true);
});
