import { parsePaymentFilters } from "@/lib/contract/console/payment-filters";
import { reads } from "@/lib/http/operator-route";
import { listForOperators } from "@/lib/payments/list-for-operators";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = reads("/api/operator/payments", ({ actor, search }) =>
  listForOperators({ actor, filters: parsePaymentFilters(search) }));
