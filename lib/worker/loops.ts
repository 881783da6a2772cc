import { applyNotifications } from "@/lib/attempts/apply-notification";
import { recoverAttempts } from "@/lib/attempts/recover-attempts";
import { trackDetached } from "@/lib/drain";
import { expireAnswers } from "@/lib/idempotency/expire-answers";
import { log } from "@/lib/log";
import { advanceRuns } from "@/lib/reconciliation/advance-runs";
import type { Loop } from "./run-loops";

/** Everything that a worker does again and again; each round is bounded and harmless to repeat. */
export function loops(): Loop[] {
  return [
    // A queued payment waits at most this long; the query reads an index of open work only.
    { name: "recovery", everyMs: 250, run: recover },
    { name: "notifications", everyMs: 250, run: async () => void (await applyNotifications()) },
    { name: "reconciliation-runs", everyMs: 500, run: advanceRuns },
    // Retention is counted in hours: a minute more or less is nothing.
    { name: "answer-expiry", everyMs: 60_000, run: async () => void (await expireAnswers()) },
  ];
}

/** A round starts its work and does not wait for it: a processor that hangs holds up only its own connection. */
async function recover(): Promise<void> {
  const { done } = await recoverAttempts();
  void trackDetached(done.catch((error: unknown) => log().error({ err: error }, "recovery of an attempt failed; it stays due")));
}
