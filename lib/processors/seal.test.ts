import { beforeEach, expect, test, vi } from "vitest";

const secrets = vi.hoisted(() => ({ current: ["first master secret, 32 characters!"] }));
vi.mock("@/lib/env", () => ({ masterSecrets: () => secrets.current }));
const { secretName } = await import("@/lib/secrets");
const { seal, unseal } = await import("./seal");

const OLD = "first master secret, 32 characters!";
const NEW = "second master secret, 32 characters";
beforeEach(() => {
  secrets.current = [OLD];
});

test("what was sealed opens again, and reads as nothing", () => {
  const sealed = seal("sk_live_abc", "con_1");
  expect(sealed).not.toContain("sk_live_abc");
  expect(seal("sk_live_abc", "con_1")).not.toBe(sealed);
  expect(unseal(sealed, "con_1")).toBe("sk_live_abc");
});

test("a rotation leaves older secrets readable and seals with the newest", () => {
  const sealed = seal("sk_live_abc", "con_1");
  secrets.current = [NEW, OLD];
  expect(unseal(sealed, "con_1")).toBe("sk_live_abc");
  expect(seal("x", "con_1").split(".")[1]).toBe(secretName(NEW));
});

test("a master secret that is gone is named in the error", () => {
  const sealed = seal("sk_live_abc", "con_1");
  secrets.current = [NEW];
  expect(() => unseal(sealed, "con_1")).toThrow(secretName(OLD));
});

test("another connection's secret or a changed text does not open", () => {
  const sealed = seal("sk_live_abc", "con_1");
  expect(() => unseal(sealed, "con_2")).toThrow();
  const parts = sealed.split(".");
  const text = Buffer.from(parts.pop() ?? "", "base64url");
  text[0] = (text[0] ?? 0) ^ 1;
  expect(() => unseal([...parts, text.toString("base64url")].join("."), "con_1")).toThrow();
  expect(() => unseal("v2.a.b.c.d", "con_1")).toThrow("known form");
});
