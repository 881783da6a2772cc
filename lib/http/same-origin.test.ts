import { describe, expect, it } from "vitest";
import { isSameOrigin } from "./same-origin";

describe("requests that change something", () => {
  it.each([
    [{ "sec-fetch-site": "same-origin" }, true],
    [{ "sec-fetch-site": "cross-site" }, false],
    [{ "sec-fetch-site": "same-site" }, false],
    [{ "sec-fetch-site": "none" }, false],
    [{ origin: "http://pay.example:3000", host: "pay.example:3000" }, true],
    [{ origin: "http://evil.example", host: "pay.example:3000" }, false],
    [{ origin: "null", host: "pay.example:3000" }, false],
    [{ host: "pay.example:3000" }, true],
  ])("%j from our own page: %s", (headers, expected) => {
    expect(isSameOrigin(new Headers(headers as Record<string, string>))).toBe(expected);
  });
});
