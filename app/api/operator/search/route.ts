import { reads } from "@/lib/http/operator-route";
import { searchPayments } from "@/lib/payments/search-payments";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = reads("/api/operator/search", ({ actor, search }) =>
  searchPayments({ actor, query: search.get("q") ?? "" }));
