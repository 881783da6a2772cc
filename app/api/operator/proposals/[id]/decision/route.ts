import { DecisionBody } from "@/lib/contract/console/operator-bodies";
import { writes } from "@/lib/http/operator-route";
import { decideVerdict } from "@/lib/payments/decide-verdict";
import { locateProposal } from "@/lib/payments/locate-proposal";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = writes("/api/operator/proposals/[id]/decision", {
  body: DecisionBody,
  handle: async ({ actor, param, body, requestId }) =>
    ({ status: await decideVerdict({ actor, ...(await locateProposal(actor, param("id"))), ...body, requestId }) }),
});
