import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { PaymentsPage } from "@/components/payments/payments-page";
import { parsePaymentFilters, paymentFiltersToSearch } from "@/lib/contract/console/payment-filters";
import { countByState } from "@/lib/payments/count-by-state";
import { listForOperators } from "@/lib/payments/list-for-operators";
import { paymentCountsOptions, paymentListOptions } from "@/lib/queries/payments";
import { makeQueryClient } from "@/lib/queries/query-client";
import { requireActor } from "../require-actor";
import { type SearchParams, searchOf, shownMerchant } from "../search-params";

export const metadata: Metadata = { title: "Payments" };

export default async function Page({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const filters = parsePaymentFilters(searchOf(await searchParams));
  const actor = await requireActor(`/payments?${paymentFiltersToSearch(filters)}`);
  if (filters.merchant === null) {
    const merchant = await shownMerchant(actor);
    // A copied link must show a colleague the same merchant, so the address always names it.
    if (merchant) redirect(`/payments?${paymentFiltersToSearch({ ...filters, merchant })}`);
  }
  const client = makeQueryClient();
  await Promise.all([
    client.prefetchQuery({ ...paymentListOptions(filters), queryFn: () => listForOperators({ actor, filters }), retry: false }),
    client.prefetchQuery({ ...paymentCountsOptions(filters), queryFn: () => countByState({ actor, filters }), retry: false }),
  ]);
  return <HydrationBoundary state={dehydrate(client)}><PaymentsPage /></HydrationBoundary>;
}
