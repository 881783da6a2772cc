"use client";

import { Hourglass } from "lucide-react";
import Link from "next/link";
import { PAYMENT_TABS, type PaymentFilters, type PaymentTab } from "@/lib/contract/console/payment-filters";
import type { PaymentCounts } from "@/lib/contract/console/payment-row";
import { countWords } from "../format/count-words";
import { Clock } from "../format/timestamp";
import { cn } from "../ui/class-names";
import { Skeleton } from "../ui/skeleton";
import { STATUS_LOOKS } from "./status-badge";
import { filtersHref } from "./use-filters";

const lookOf = (tab: PaymentTab) => (tab === "all" ? null : tab === "stuck" ? { word: "Stuck", icon: Hourglass, tone: "tone-stuck" } : STATUS_LOOKS[tab]);

/** A tab a status, and stuck, which is a flag. Counts are capped; their place is kept while they load. */
export function StateTabs({ filters, counts }: { filters: PaymentFilters; counts: PaymentCounts | undefined }) {
  return (
    <div className="flex h-[38px] shrink-0 items-stretch border-b px-5 max-sm:px-4">
      <nav aria-label="Payments by state" className="-mb-px flex min-w-0 gap-[18px] overflow-x-auto pr-4 [scrollbar-width:none]">
        {PAYMENT_TABS.map((tab) => <Tab key={tab} tab={tab} on={tab === filters.tab} href={filtersHref(filters, { tab })} count={counts?.counts[tab]} />)}
      </nav>
      {counts && <span className="ml-auto self-center whitespace-nowrap text-xs text-muted-foreground max-xl:hidden">counts as of <Clock at={counts.asOf} /></span>}
    </div>
  );
}

function Tab({ tab, on, href, count }: { tab: PaymentTab; on: boolean; href: string; count: number | null | undefined }) {
  const look = lookOf(tab);
  const Icon = look?.icon;
  return (
    <Link href={href} aria-current={on ? "page" : undefined} className={cn(
      look?.tone, "settle flex items-center gap-1.5 whitespace-nowrap border-b-2 font-medium focus-visible:-outline-offset-2",
      on ? "border-foreground text-foreground" : "border-transparent text-muted-foreground hover:text-foreground",
    )}>
      {Icon && <Icon className="size-3.5 text-(--tone)" aria-hidden />}
      {look?.word ?? "All"}
      <span className="min-w-2 text-xs font-normal">{count === undefined ? <Skeleton className="h-2.5 w-[34px]" /> : count === null ? <span title="Counting took too long">–</span> : countWords(count)}</span>
    </Link>
  );
}
