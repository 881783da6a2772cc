import { EmptyBody } from "@/lib/contract/console/operator-bodies";
import { writes } from "@/lib/http/operator-route";
import { abortRun } from "@/lib/reconciliation/abort-run";
import { locateRun } from "@/lib/reconciliation/locate-run";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = writes("/api/operator/reconciliation-runs/[id]/abort", {
  body: EmptyBody,
  handle: async ({ actor, param, requestId }) => {
    await abortRun({ actor, ...(await locateRun(actor, param("id"))), requestId });
    return { id: param("id") };
  },
});
