import type { Attempt } from "@/lib/db/generated/client";
import { env } from "@/lib/env";
import type { AttemptDraft, Draft } from "./draft";
import { leaseOwner } from "./lease-owner";

/**
 * Takes the lease of an attempt for one more send and stores the send's row: the caller commits, then sends. A resend
 * of an unknown attempt leaves attempt and payment unknown until it says more.
 */
export function grantLease(draft: Draft, attempt: AttemptDraft): void {
  const leaseMs = env().LATCHKEY_LEASE_MS;
  const { row } = attempt;
  if (row.status !== "unknown") draft.moveAttempt(attempt, "dispatched");
  row.fence += 1;
  row.sendCount += 1;
  row.leaseOwner = leaseOwner();
  row.startedAt ??= draft.now;
  row.failureCode = null;
  row.processorCode = null;
  row.processorField = null;
  attempt.leaseMs = leaseMs;
  // Not looked at again before the lease has run out: the sender closes it, or the worker finds it then.
  attempt.nextCheck = { inMs: leaseMs };
  draft.sends.push({
    isNew: true, leaseMs,
    row: {
      merchantId: row.merchantId, attemptId: row.id, number: row.sendCount, operationKind: row.operationKind, operationId: row.operationId,
      fence: row.fence, at: draft.now, leaseExpiresAt: new Date(draft.now.getTime() + leaseMs), finishedAt: null, outcome: null, code: null,
      httpStatus: null, processorReference: null, responseBody: null,
    },
  });
}

/** Whoever ends a send, or finds its lease run out, lets go of the lease; one that crashed holds it to its expiry. */
export function isLeaseFree(attempt: Pick<Attempt, "leaseOwner" | "leaseExpiresAt">, now: Date): boolean {
  return attempt.leaseOwner === null || attempt.leaseExpiresAt === null || attempt.leaseExpiresAt <= now;
}
