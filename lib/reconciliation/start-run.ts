import { type Actor, requirePermission } from "@/lib/access/permissions";
import { appendAudit } from "@/lib/audit/append-audit";
import { onClient } from "@/lib/audit/append-audit.sql";
import { clock } from "@/lib/clock";
import { transaction } from "@/lib/db/transaction";
import { ProblemError } from "@/lib/errors";
import { encodeId, newId } from "@/lib/id";
import { insertRun } from "./runs.sql";

/** One run asks about at most so many; the worker takes them in chunks. */
export const RUN_TOTAL_MAX = 10_000;

/** Starts asking about many payments of one merchant. Ids are UUIDs; those of other merchants are left out. Returns the run's id (UUID). */
export async function startRun(request: { actor: Actor; merchantId: string; paymentIds: readonly string[]; reason: string; requestId: string | null }): Promise<{ runId: string; total: number }> {
  const { actor, merchantId, reason } = request;
  requirePermission(actor, "payments.reconcile", merchantId);
  const paymentIds = [...new Set(request.paymentIds)];
  if (paymentIds.length === 0 || paymentIds.length > RUN_TOTAL_MAX) {
    throw new ProblemError("invalid_request", undefined, { errors: [{ pointer: "/paymentIds", detail: `names 1 to ${RUN_TOTAL_MAX} payments` }] });
  }
  const runId = newId();
  const total = await transaction(async (client) => {
    const count = await insertRun(client, { merchantId, id: runId, requestedBy: actor.email, reason, startedAt: clock.now(), paymentIds });
    if (count === 0) throw new ProblemError("payment_not_found");
    await appendAudit(onClient(client), {
      merchantId, actor, action: "run.started", subject: { kind: "run", id: encodeId("run", runId) }, reason, after: { total: count }, requestId: request.requestId,
    });
    return count;
  });
  return { runId, total };
}
