import { describe, expect, test } from "vitest";
import { type Act, DUPLICATE_ROWS } from "@/lib/idempotency/answer-to-duplicate";
import { idempotencyPolicy, POLICY_ROWS } from "./idempotency-policy";
import { PROBLEMS } from "./problem-codes";

/** What each act is published as; a stored answer that is sent again has the status it was stored with. */
const PUBLISHED: Readonly<Record<Exclude<Act, "replay">, { status: number; code?: string }>> = {
  different: { status: 422, code: "idempotency_key_reused" },
  completed: { status: 409, code: "payment_already_completed" },
  expired: { status: 409, code: "idempotency_result_expired" },
  expired_gone: { status: 410, code: "idempotency_result_expired" },
  contradicted: { status: 409, code: "payment_contradicted" },
  accepted: { status: 202 },
  execute: { status: 201 },
  wait_or_in_use: { status: 409, code: "idempotency_key_in_use" },
  wait_or_accepted: { status: 202 },
  inquire: { status: 202 },
};

describe("the published policy", () => {
  test.each(POLICY_ROWS)("row $row is published with statuses that its codes have", ({ replay, conflict }) => {
    for (const { status, code } of [replay, conflict]) if (code && status !== 410) expect(PROBLEMS[code].status).toBe(status);
  });

  // A row that stands twice in the table (12: succeeded, and the rest) is published by its last line.
  test.each(DUPLICATE_ROWS.filter((row, index) => DUPLICATE_ROWS.findLastIndex((other) => other.row === row.row) === index))("row $row is published as the table answers it", (row) => {
    const published = POLICY_ROWS.find((one) => one.row === row.row);
    for (const policy of ["replay", "conflict"] as const) {
      const act = row[policy];
      if (act !== "replay" && row.row !== "7") expect(published?.[policy]).toMatchObject(PUBLISHED[act]);
      else expect(published?.[policy]).toBeDefined();
    }
  });

  test("names the windows of this installation", () => {
    const policy = idempotencyPolicy({ resultRetentionS: 86_400, freshnessMs: 600_000, publicUrl: "https://pay.example/" });
    expect(policy.windows).toMatchObject({ storedAnswerSeconds: 86_400, keySeconds: null, processorKeyResentForSeconds: 600 });
    expect(policy.documentation).toBe("https://pay.example/docs/idempotency");
  });
});
