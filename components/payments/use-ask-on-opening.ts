"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { CheckAnswer, PaymentDetail } from "@/lib/contract/console/payment-detail";
import { checkPayment, paymentKeys } from "@/lib/queries/payments";

/**
 * An operator who opens an open payment wants to know: the processor is asked once, by itself. A query and not an effect,
 * so that a page which is mounted twice asks once; a role that may not ask sees what is known.
 */
export function useAskOnOpening(detail: PaymentDetail): { asking: boolean; answer: CheckAnswer | undefined; failed: boolean } {
  const client = useQueryClient();
  const { data, isFetching, isError } = useQuery({
    queryKey: [...paymentKeys.detail(detail.payment.id), "opening"] as const,
    queryFn: async () => {
      const answer = await checkPayment(detail.payment.id, "opening");
      await client.invalidateQueries({ queryKey: paymentKeys.detail(detail.payment.id), exact: true });
      return answer;
    },
    enabled: detail.canAsk,
    staleTime: Number.POSITIVE_INFINITY, gcTime: 0, retry: false, refetchOnWindowFocus: false,
  });
  return { asking: isFetching, answer: data, failed: isError };
}
