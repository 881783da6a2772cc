"use client";

import { useQuery } from "@tanstack/react-query";
import { parsePaymentFilters } from "@/lib/contract/console/payment-filters";
import { paymentCountsOptions } from "@/lib/queries/payments";
import { countWords } from "../format/count-words";
import { useMerchant } from "./console-context";
import { useRefresh } from "./refresh-context";

/** How many payments of the merchant are stuck, whatever the list shows; null until it is counted. */
export function useStuckCount(): string | null {
  const merchant = useMerchant();
  const { interval } = useRefresh();
  const filters = { ...parsePaymentFilters(new URLSearchParams()), merchant: merchant?.name ?? null };
  const { data } = useQuery({ ...paymentCountsOptions(filters), refetchInterval: interval, enabled: merchant !== null });
  const stuck = data?.counts.stuck ?? null;
  return stuck === null ? null : countWords(stuck);
}
