import { type Actor, requirePermission } from "@/lib/access/permissions";
import { appendAudit } from "@/lib/audit/append-audit";
import { onClient } from "@/lib/audit/append-audit.sql";
import { transaction } from "@/lib/db/transaction";
import { ProblemError } from "@/lib/errors";
import { encodeId } from "@/lib/id";
import { reopenRun } from "./runs.sql";

/** Asks again about what a run could not ask. Returns how many. */
export async function retryRun(request: { actor: Actor; merchantId: string; runId: string; requestId: string | null }): Promise<number> {
  const { actor, merchantId, runId } = request;
  requirePermission(actor, "payments.reconcile", merchantId);
  return transaction(async (client) => {
    const count = await reopenRun(client, merchantId, runId);
    if (count === 0) throw new ProblemError("state_changed", "There is nothing in this run that was not asked.");
    await appendAudit(onClient(client), {
      merchantId, actor, action: "run.retried", subject: { kind: "run", id: encodeId("run", runId) }, after: { count }, requestId: request.requestId,
    });
    return count;
  });
}
