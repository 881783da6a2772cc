"use client";

import { useQuery } from "@tanstack/react-query";
import { isNarrowed } from "@/lib/contract/console/payment-filters";
import { paymentCountsOptions, paymentListOptions } from "@/lib/queries/payments";
import { FindBox } from "../shell/find-box";
import { PageFrame, PageTitle } from "../shell/page-frame";
import { useRefresh } from "../shell/refresh-context";
import { FilterBar } from "./filter-bar";
import { ListProblem } from "./list-problem";
import { NoMatches, NoPayments } from "./no-payments";
import { PaymentsSkeleton } from "./payments-skeleton";
import { PaymentsTable } from "./payments-table";
import { SelectionBar } from "./selection-bar";
import { StateTabs } from "./state-tabs";
import { useFilters } from "./use-filters";
import { useHeldRows } from "./use-held-rows";
import { useSelection } from "./use-selection";

/** Payments by state. The URL holds the filters; the selection outlives refresh and paging. */
export function PaymentsPage() {
  const { filters, setFilters } = useFilters();
  const { interval } = useRefresh();
  const list = useQuery({ ...paymentListOptions(filters), refetchInterval: interval });
  const counts = useQuery({ ...paymentCountsOptions(filters), refetchInterval: interval });
  const selection = useSelection(filters.merchant ?? "");
  const rows = useHeldRows(list.data, JSON.stringify(filters), selection.size);
  const nothingAtAll = list.data?.data.length === 0 && filters.tab === "all" && !isNarrowed(filters) && !filters.after && !filters.before;
  return (
    <PageFrame crumb={<PageTitle>Payments</PageTitle>} live>
      <div className="hidden px-4 pb-2 pt-2.5 max-sm:block"><FindBox large /></div>
      <StateTabs filters={filters} counts={counts.data} />
      {!nothingAtAll && <FilterBar filters={filters} setFilters={setFilters} />}
      <div className="relative min-h-0 flex-1">
        {list.isError && !rows.shown ? <ListProblem error={list.error} filters={filters} setFilters={setFilters} onRetry={() => list.refetch()} />
          : !rows.shown ? <PaymentsSkeleton />
            : nothingAtAll ? <NoPayments />
              : rows.shown.data.length === 0 ? <NoMatches filters={filters} setFilters={setFilters} />
                : <PaymentsTable rows={rows} selection={selection} filters={filters} refreshFailed={list.isError} />}
        <SelectionBar selection={selection} merchant={filters.merchant} onPage={rows.shown?.data ?? []} />
      </div>
    </PageFrame>
  );
}
