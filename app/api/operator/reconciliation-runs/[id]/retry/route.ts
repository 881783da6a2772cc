import { EmptyBody } from "@/lib/contract/console/operator-bodies";
import { writes } from "@/lib/http/operator-route";
import { locateRun } from "@/lib/reconciliation/locate-run";
import { retryRun } from "@/lib/reconciliation/retry-run";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = writes("/api/operator/reconciliation-runs/[id]/retry", {
  body: EmptyBody,
  handle: async ({ actor, param, requestId }) => {
    await retryRun({ actor, ...(await locateRun(actor, param("id"))), requestId });
    return { id: param("id") };
  },
});
