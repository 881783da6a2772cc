import { afterEach, describe, expect, it } from "vitest";
import { useClock } from "@/lib/clock";
import { noteSignIn, signInBlockedS } from "./sign-in-limit";

describe("sign-in", () => {
  let restore = () => undefined as void;
  afterEach(() => restore());

  it("is closed for an e-mail after ten wrong passwords, for a quarter of an hour, and for no other e-mail", () => {
    let nowMs = 1_000;
    restore = useClock({ now: () => new Date(nowMs), monotonicMs: () => nowMs });
    for (let count = 0; count < 10; count += 1) {
      expect(signInBlockedS("ana@example.com")).toBeNull();
      noteSignIn("ana@example.com", false);
    }
    expect(signInBlockedS("ANA@example.com ")).toBe(900);
    expect(signInBlockedS("ben@example.com")).toBeNull();
    nowMs += 900_000;
    expect(signInBlockedS("ana@example.com")).toBeNull();
  });

  it("a right password forgives the wrong ones before it", () => {
    for (let count = 0; count < 9; count += 1) noteSignIn("chi@example.com", false);
    noteSignIn("chi@example.com", true);
    noteSignIn("chi@example.com", false);
    expect(signInBlockedS("chi@example.com")).toBeNull();
  });
});
