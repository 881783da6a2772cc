import { ProposalBody } from "@/lib/contract/console/operator-bodies";
import { writes } from "@/lib/http/operator-route";
import { encodeId } from "@/lib/id";
import { locatePayment } from "@/lib/payments/locate-payment";
import { proposeVerdict } from "@/lib/payments/propose-verdict";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = writes("/api/operator/payments/[id]/proposals", {
  body: ProposalBody,
  status: 201,
  handle: async ({ actor, param, body, requestId }) =>
    ({ id: encodeId("proposal", await proposeVerdict({ actor, ...(await locatePayment(actor, param("id"))), ...body, requestId })) }),
});
