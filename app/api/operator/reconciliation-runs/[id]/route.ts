import { reads } from "@/lib/http/operator-route";
import { getRun } from "@/lib/reconciliation/get-run";
import { locateRun } from "@/lib/reconciliation/locate-run";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = reads("/api/operator/reconciliation-runs/[id]", async ({ actor, param }) =>
  getRun({ actor, runId: (await locateRun(actor, param("id"))).runId }));
