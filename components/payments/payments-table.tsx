"use client";

import { ArrowDown, ArrowUp, ChevronLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import { useRef } from "react";
import type { PaymentFilters } from "@/lib/contract/console/payment-filters";
import { buttonClass } from "../ui/button";
import { Checkbox } from "../ui/checkbox";
import { Notice } from "../ui/notice";
import { PaymentListRow } from "./payment-list-row";
import { filtersHref } from "./use-filters";
import type { HeldRows } from "./use-held-rows";
import { useRowKeys } from "./use-row-keys";
import type { Selection } from "./use-selection";

const head = "h-8 whitespace-nowrap border-b bg-card px-2.5 text-left text-xs font-medium text-muted-foreground first:pl-5 last:pr-5";

type Props = { rows: HeldRows; selection: Selection; filters: PaymentFilters; refreshFailed: boolean };

/** Rows of 36 px; three lines each on phones. The head stays, the pill for arrivals lives in it. */
export function PaymentsTable({ rows, selection, filters, refreshFailed }: Props) {
  const body = useRef<HTMLTableSectionElement>(null);
  const data = rows.shown?.data ?? [];
  useRowKeys(body, data, selection);
  const selectedHere = data.filter((row) => selection.has(row.id)).length;
  return (
    <div className="h-full overflow-y-auto overscroll-contain scroll-pb-[72px] scroll-pt-10">
      {refreshFailed && <Notice tone="unknown" className="mx-5 mt-3">The list could not be refreshed. What you see is from {rows.shown?.asOf.slice(11, 19)} UTC; it is tried again by itself.</Notice>}
      <div className="pointer-events-none sticky top-0.5 z-20 h-0 text-center max-sm:top-1">
        {rows.arrived > 0 && (
          <button type="button" onClick={rows.show} className="pointer-events-auto inline-flex h-7 items-center gap-1.5 rounded-full border border-border-strong bg-popover px-3 text-[0.78125rem] font-medium shadow-float">
            <ArrowUp className="size-3.5" aria-hidden />{rows.arrived}{rows.arrived >= data.length && data.length > 0 ? "+" : ""} new · Show
          </button>
        )}
        <span className="sr-only" role="status">{rows.arrived > 0 ? `${rows.arrived} new payments` : ""}</span>
      </div>
      <table className="w-full table-fixed border-separate border-spacing-0 max-sm:block">
        <caption className="sr-only">Payments, newest first</caption>
        <colgroup className="max-sm:hidden">
          <col className="w-[46px]" /><col className="w-[130px]" /><col className="w-[126px]" /><col /><col className="w-[196px] max-lg:w-[150px]" />
          <col className="w-14 max-xl:w-0" /><col className="w-[86px] max-lg:w-0" /><col className="w-[186px]" />
        </colgroup>
        <thead className="sticky top-0 z-10 max-sm:hidden">
          <tr>
            <th scope="col" className={head}>
              <Checkbox aria-label="Select all on this page" className="-ml-1" checked={selectedHere > 0 && selectedHere === data.length} some={selectedHere > 0 && selectedHere < data.length} onChange={(event) => selection.setAll(data, event.target.checked)} />
            </th>
            <th scope="col" className={head}>Status</th>
            <th scope="col" className={`${head} text-right`}>Amount</th>
            <th scope="col" className={head}>What is known</th>
            <th scope="col" className={head}>Idempotency key</th>
            <th scope="col" className={`${head} text-right max-xl:hidden`} title="Duplicates answered">Dupl.</th>
            <th scope="col" className={`${head} text-right max-lg:hidden`}>Next check</th>
            <th scope="col" className={`${head} text-right`}>Created<ArrowDown className="-mt-0.5 ml-[3px] inline size-3" aria-label="newest first" /></th>
          </tr>
        </thead>
        <tbody ref={body} className="max-sm:block" onPointerEnter={() => rows.setTouched(true)} onPointerLeave={() => rows.setTouched(false)} onFocus={() => rows.setTouched(true)} onBlur={() => rows.setTouched(false)}>
          {data.map((row) => <PaymentListRow key={row.id} row={row} selected={selection.has(row.id)} onSelect={(on) => selection.toggle(row, on)} merchant={filters.merchant} />)}
        </tbody>
      </table>
      <Paging rows={rows} filters={filters} />
      {selection.size > 0 && <div className="h-[72px]" aria-hidden />}
    </div>
  );
}

function Paging({ rows, filters }: { rows: HeldRows; filters: PaymentFilters }) {
  const page = rows.shown;
  if (!page || (page.older === null && page.newer === null)) return null;
  return (
    <nav aria-label="Pages" className="flex items-center justify-end gap-2 px-5 py-3 max-sm:px-4">
      {page.newer !== null && <Link href={filtersHref(filters, { before: page.newer })} className={buttonClass("plain", "sm")}><ChevronLeft aria-hidden />Newer</Link>}
      {page.older !== null && <Link href={filtersHref(filters, { after: page.older })} className={buttonClass("plain", "sm")}>Older<ChevronRight aria-hidden /></Link>}
    </nav>
  );
}
