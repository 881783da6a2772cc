import { type Actor, requirePermission } from "@/lib/access/permissions";
import { appendAudit } from "@/lib/audit/append-audit";
import { onClient } from "@/lib/audit/append-audit.sql";
import { clock } from "@/lib/clock";
import { transaction } from "@/lib/db/transaction";
import { ProblemError } from "@/lib/errors";
import { encodeId } from "@/lib/id";
import { abortRun as stopRun } from "./runs.sql";

/** Stops a run: what is being asked ends, nothing else starts. */
export async function abortRun(request: { actor: Actor; merchantId: string; runId: string; requestId: string | null }): Promise<void> {
  const { actor, merchantId, runId } = request;
  requirePermission(actor, "payments.reconcile", merchantId);
  await transaction(async (client) => {
    if (!(await stopRun(client, merchantId, runId, clock.now()))) throw new ProblemError("state_changed", "The run has ended already.");
    await appendAudit(onClient(client), { merchantId, actor, action: "run.aborted", subject: { kind: "run", id: encodeId("run", runId) }, requestId: request.requestId });
  });
}
