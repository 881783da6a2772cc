import type { Attempt, Send } from "@/lib/db/generated/client";
import { RESTS_ON_ABSENCE_OR_VERDICT } from "./attempt-state";
import { isUnproven } from "./operation";

/**
 * A failed attempt with an unproven send was closed by absence, by a verdict, or by a cancellation: only the last is
 * proof. Sent again and refused, it still rests on what was believed of the sends before.
 */
export function restsOnAbsence(attempt: Pick<Attempt, "id" | "status" | "failureCode">, sends: readonly Send[]): boolean {
  if (attempt.status !== "failed") return false;
  if (RESTS_ON_ABSENCE_OR_VERDICT.has(attempt.failureCode ?? "")) return true;
  return attempt.failureCode !== "canceled_at_processor" && sends.some((send) => send.attemptId === attempt.id && isUnproven(send));
}
