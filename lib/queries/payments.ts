import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { CheckAnswer, PaymentDetail } from "@/lib/contract/console/payment-detail";
import { type PaymentFilters, paymentFiltersToSearch } from "@/lib/contract/console/payment-filters";
import type { PaymentCounts, PaymentPage, SearchAnswer } from "@/lib/contract/console/payment-row";
import { fetchJson } from "./fetch-json";

/** Keys of everything about payments; a mutation invalidates `lists()` and the one `detail`. */
export const paymentKeys = {
  all: ["payments"] as const,
  lists: () => [...paymentKeys.all, "list"] as const,
  list: (filters: PaymentFilters) => [...paymentKeys.lists(), paymentFiltersToSearch(filters)] as const,
  counts: (filters: PaymentFilters) => [...paymentKeys.lists(), "counts", paymentFiltersToSearch(unpaged(filters))] as const,
  detail: (id: string) => [...paymentKeys.all, "detail", id] as const,
  search: (query: string) => [...paymentKeys.all, "search", query] as const,
};

/** Counts are of all pages and all tabs. */
const unpaged = (filters: PaymentFilters): PaymentFilters => ({ ...filters, tab: "all", after: null, before: null });

export const paymentListOptions = (filters: PaymentFilters) =>
  queryOptions({
    queryKey: paymentKeys.list(filters),
    queryFn: ({ signal }) => fetchJson<PaymentPage>(`/api/operator/payments?${paymentFiltersToSearch(filters)}`, { signal }),
  });

export const paymentCountsOptions = (filters: PaymentFilters) =>
  queryOptions({
    queryKey: paymentKeys.counts(filters),
    queryFn: ({ signal }) => fetchJson<PaymentCounts>(`/api/operator/payments/counts?${paymentFiltersToSearch(unpaged(filters))}`, { signal }),
    placeholderData: keepPreviousData,
  });

export const paymentDetailOptions = (id: string) =>
  queryOptions({
    queryKey: paymentKeys.detail(id),
    queryFn: ({ signal }) => fetchJson<PaymentDetail>(`/api/operator/payments/${encodeURIComponent(id)}`, { signal }),
  });

export const paymentSearchOptions = (query: string) =>
  queryOptions({
    queryKey: paymentKeys.search(query),
    queryFn: ({ signal }) => fetchJson<SearchAnswer>(`/api/operator/search?q=${encodeURIComponent(query)}`, { signal }),
    enabled: query !== "",
    // What was found a moment ago is still the same payment; its status is read when it is opened.
    staleTime: 5_000,
  });

/** Asks the processor; `opening` asks at most once in the processor's own interval. */
export const checkPayment = (id: string, trigger: "operator" | "opening") =>
  fetchJson<CheckAnswer>(`/api/operator/payments/${encodeURIComponent(id)}/check`, { body: { trigger } });
