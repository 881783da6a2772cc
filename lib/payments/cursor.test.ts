import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeCursor, encodeCursor } from "./cursor";

test("a cursor leads back to its id", () => {
  fc.assert(fc.property(fc.uuid(), (id) => {
    expect(decodeCursor(encodeCursor(id))).toBe(id);
  }));
});

test("anything else is no cursor", () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => {
    const id = decodeCursor(text);
    if (id !== null) expect(encodeCursor(id)).toBe(text);
  }));
  expect(decodeCursor("")).toBeNull();
  expect(decodeCursor(`${encodeCursor("0193b3a2-7c4e-7a51-9b7d-2f4e6a8c0d1e")}=`)).toBeNull();
});
