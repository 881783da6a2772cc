import { parsePaymentFilters } from "@/lib/contract/console/payment-filters";
import { reads } from "@/lib/http/operator-route";
import { countByState } from "@/lib/payments/count-by-state";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = reads("/api/operator/payments/counts", ({ actor, search }) =>
  countByState({ actor, filters: parsePaymentFilters(search) }));
