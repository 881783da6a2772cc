import { describe, expect, it } from "vitest";
import { canReuseKey, mayResend } from "./may-resend";
import { STRIPE_LIKE } from "./testing/model-processor";
import { dispatchedOperation, sendRow } from "./testing/operation-rows";

const AT = new Date("2026-01-01T00:00:00.000Z");
const after = (ms: number) => new Date(AT.getTime() + ms);
const [dispatched] = dispatchedOperation(AT).attempts;
if (!dispatched) throw new Error("an operation has an attempt");
const unknown = { ...dispatched, status: "unknown" as const };
const failed = { ...dispatched, status: "failed" as const, failureCode: "not_found_at_processor" };
const sends = [sendRow(dispatched, 1, AT, { finishedAt: AT, outcome: "unknown" })];
const TERMS = { capabilities: STRIPE_LIKE, resendingOn: true, freshnessMs: 600_000 };
const PINNED = { accountId: "acct_1", mode: "test", processor: "stripe" };

describe("sending an unknown attempt again", () => {
  it("is allowed while the first unproven send is fresh", () => {
    expect(mayResend(unknown, sends, TERMS, after(599_999))).toBe(true);
    expect(mayResend(unknown, sends, TERMS, after(600_000))).toBe(false);
  });
  it("is never done where the connection switched resending off", () => {
    expect(mayResend(unknown, sends, { ...TERMS, resendingOn: false }, after(1_000))).toBe(false);
  });
  it("is never done over a 5xx that the processor keeps under the key", () => {
    expect(mayResend({ ...unknown, frozen: true }, sends, TERMS, after(1_000))).toBe(false);
    const current = { ...STRIPE_LIKE, resend: { windowMs: 86_400_000, returns: "current" as const } };
    expect(mayResend({ ...unknown, frozen: true }, sends, { ...TERMS, capabilities: current }, after(1_000))).toBe(true);
  });
  it("is never done for what was found, nor for what is not unknown", () => {
    expect(mayResend({ ...unknown, processorReference: "pi_1" }, sends, TERMS, after(1_000))).toBe(false);
    for (const status of ["queued", "dispatched", "succeeded", "declined", "failed"] as const) {
      expect(mayResend({ ...unknown, status }, sends, TERMS, after(1_000))).toBe(false);
    }
  });
  it("ends before the processor's window does, however long freshness is", () => {
    expect(mayResend(unknown, sends, { ...TERMS, freshnessMs: 10 * 86_400_000 }, after(86_400_000 - 3_600_000))).toBe(false);
  });
});

describe("executing a failed payment again", () => {
  it("uses the same processor key, so that a forgotten send can't become a second charge", () => {
    expect(canReuseKey(failed, sends, PINNED, STRIPE_LIKE, after(3_600_000))).toBe(true);
  });
  it("takes a new key where an executed answer is frozen, the window is over, or the account changed", () => {
    expect(canReuseKey({ ...failed, frozen: true }, sends, PINNED, STRIPE_LIKE, after(1_000))).toBe(false);
    expect(canReuseKey({ ...failed, processorReference: "pi_1" }, sends, PINNED, STRIPE_LIKE, after(1_000))).toBe(false);
    expect(canReuseKey(failed, sends, PINNED, STRIPE_LIKE, after(86_400_000))).toBe(false);
    expect(canReuseKey(failed, sends, { ...PINNED, accountId: "acct_2" }, STRIPE_LIKE, after(1_000))).toBe(false);
    expect(canReuseKey(failed, sends, { ...PINNED, mode: "live" }, STRIPE_LIKE, after(1_000))).toBe(false);
  });
  it("keeps the key at any age where every send is proven not applied", () => {
    const refused = [sendRow(dispatched, 1, AT, { finishedAt: AT, outcome: "failed" })];
    expect(canReuseKey(failed, refused, PINNED, STRIPE_LIKE, after(30 * 86_400_000))).toBe(true);
  });
});
