import { reads } from "@/lib/http/operator-route";
import { getPaymentDetail } from "@/lib/payments/get-payment-detail";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = reads("/api/operator/payments/[id]", ({ actor, param }) =>
  getPaymentDetail({ actor, paymentId: param("id") }));
