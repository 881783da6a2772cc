import { StartRunBody } from "@/lib/contract/console/operator-bodies";
import { readsAndWrites } from "@/lib/http/operator-route";
import { decodeId, encodeId } from "@/lib/id";
import { merchantByName } from "@/lib/payments/merchants-of-actor";
import { listRuns } from "@/lib/reconciliation/list-runs";
import { startRun } from "@/lib/reconciliation/start-run";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = readsAndWrites(
  "/api/operator/reconciliation-runs",
  async ({ actor }) => ({ data: await listRuns({ actor }) }),
  {
    body: StartRunBody,
    status: 201,
    handle: async ({ actor, body, requestId }) => {
      const { id: merchantId } = await merchantByName(actor, body.merchant);
      const paymentIds = body.paymentIds.flatMap((id) => decodeId("payment", id) ?? []);
      const { runId, total } = await startRun({ actor, merchantId, paymentIds, reason: body.reason, requestId });
      return { id: encodeId("run", runId), total };
    },
  },
);
