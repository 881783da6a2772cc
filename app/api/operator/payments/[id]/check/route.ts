import { CheckBody } from "@/lib/contract/console/operator-bodies";
import { writes } from "@/lib/http/operator-route";
import { checkPayment } from "@/lib/payments/check-payment";
import { locatePayment } from "@/lib/payments/locate-payment";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = writes("/api/operator/payments/[id]/check", {
  body: CheckBody,
  handle: async ({ actor, param, body, requestId }) =>
    checkPayment({ actor, ...(await locatePayment(actor, param("id"))), trigger: body.trigger, requestId }),
});
