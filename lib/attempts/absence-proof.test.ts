import { describe, expect, it } from "vitest";
import { countsFrom, isAbsenceProven } from "./absence-proof";
import { dispatchedOperation, sendRow } from "./testing/operation-rows";

const AT = new Date("2026-01-01T00:00:00.000Z");
const TERMS = { timeoutMs: 20_000, maxProcessingMs: 60_000, gapMs: 30_000 };
const [attempt] = dispatchedOperation(AT).attempts;
if (!attempt) throw new Error("an operation has an attempt");
const sends = [sendRow(attempt, 1, AT, { finishedAt: AT, outcome: "unknown" })];
const look = (seconds: number) => ({ conclusion: "not_found", countsForAbsence: true, askedAt: new Date(AT.getTime() + seconds * 1_000) });

describe("proof of absence", () => {
  it("counts from the lease's expiry as granted plus the longest processing time", () => {
    expect(countsFrom(sends, TERMS).getTime()).toBe(AT.getTime() + 120_000);
  });

  it("needs two look-ups, late enough and far enough apart", () => {
    expect(isAbsenceProven(attempt, sends, [look(121)], TERMS)).toBe(false);
    expect(isAbsenceProven(attempt, sends, [look(121), look(150)], TERMS)).toBe(false);
    expect(isAbsenceProven(attempt, sends, [look(121), look(151)], TERMS)).toBe(true);
    expect(isAbsenceProven(attempt, sends, [look(119), look(151)], TERMS)).toBe(false);
  });

  it("starts again with every further send that may have moved money", () => {
    const again = [...sends, sendRow(attempt, 2, new Date(AT.getTime() + 125_000), { finishedAt: AT, outcome: "unknown" })];
    expect(isAbsenceProven(attempt, again, [look(121), look(151)], TERMS)).toBe(false);
  });

  it("is not held up by a send that is proven unsent", () => {
    const refused = [...sends, sendRow(attempt, 2, new Date(AT.getTime() + 125_000), { finishedAt: AT, outcome: "failed" })];
    expect(isAbsenceProven(attempt, refused, [look(121), look(151)], TERMS)).toBe(true);
  });

  it("is barred by an idempotency error and by anything ever found", () => {
    expect(isAbsenceProven({ ...attempt, absenceBarred: true }, sends, [look(121), look(151)], TERMS)).toBe(false);
    expect(isAbsenceProven({ ...attempt, processorReference: "pi_1" }, sends, [look(121), look(151)], TERMS)).toBe(false);
  });

  it("no number of look-ups that prove nothing adds up to one that does", () => {
    const many = Array.from({ length: 200 }, (_, index) => ({ ...look(121 + index * 60), countsForAbsence: false }));
    expect(isAbsenceProven(attempt, sends, many, TERMS)).toBe(false);
  });
});
