"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { type PaymentFilters, parsePaymentFilters, paymentFiltersToSearch } from "@/lib/contract/console/payment-filters";

export type SetFilters = (change: Partial<PaymentFilters>) => void;

/** The list's state is the URL: reading it, and going to another one. A changed filter starts at the first page. */
export function useFilters(): { filters: PaymentFilters; setFilters: SetFilters } {
  const search = useSearchParams();
  const router = useRouter();
  const pathname = usePathname();
  const filters = useMemo(() => parsePaymentFilters(new URLSearchParams(search)), [search]);
  const setFilters = useCallback<SetFilters>((change) => {
    router.push(`${pathname}?${paymentFiltersToSearch({ ...filters, after: null, before: null, ...change })}`);
  }, [filters, pathname, router]);
  return { filters, setFilters };
}

/** The address of the same list with something changed. */
export function filtersHref(filters: PaymentFilters, change: Partial<PaymentFilters>): string {
  return `/payments?${paymentFiltersToSearch({ ...filters, after: null, before: null, ...change })}`;
}
