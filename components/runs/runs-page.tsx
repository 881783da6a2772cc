"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { RunSummary } from "@/lib/contract/console/run";
import { runListOptions } from "@/lib/queries/runs";
import { shorten } from "../format/shorten";
import { Timestamp } from "../format/timestamp";
import { useMerchant } from "../shell/console-context";
import { PageFrame, PageTitle } from "../shell/page-frame";
import { useRefresh } from "../shell/refresh-context";
import { buttonClass } from "../ui/button";
import { cn } from "../ui/class-names";
import { ProblemPanel } from "../ui/problem-panel";
import { RunStatusBadge } from "./run-status-badge";

const head = "h-8 whitespace-nowrap border-b bg-card px-2.5 text-left text-xs font-medium text-muted-foreground first:pl-5 last:pr-5";
const cell = "h-(--row-height) overflow-hidden text-ellipsis whitespace-nowrap border-b px-2.5 first:pl-5 last:pr-5 max-sm:block max-sm:h-auto max-sm:border-0 max-sm:p-0!";

/** The newest runs of the merchant: who asked, why, and how far it came. */
export function RunsPage() {
  const { interval } = useRefresh();
  const merchant = useMerchant();
  const { data, error, isError, refetch } = useQuery({ ...runListOptions(), refetchInterval: interval });
  const runs = data?.data.filter((run) => run.merchant === merchant?.name);
  return (
    <PageFrame crumb={<PageTitle note="asking never charges">Reconciliation</PageTitle>} live>
      {!runs ? isError ? <ProblemPanel error={error} onRetry={() => void refetch()} safe="Runs go on; only this list was not read." /> : <p role="status" className="p-6 text-muted-foreground">Reading the runs…</p>
        : runs.length === 0 ? <NoRuns merchant={merchant?.name ?? null} /> : <RunTable runs={runs} />}
    </PageFrame>
  );
}

function RunTable({ runs }: { runs: readonly RunSummary[] }) {
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <table className="w-full table-fixed border-separate border-spacing-0 max-sm:block">
        <caption className="sr-only">Runs, newest first</caption>
        <colgroup className="max-sm:hidden"><col className="w-[130px]" /><col className="w-[120px]" /><col /><col className="w-[200px] max-lg:w-[140px]" /><col className="w-[190px]" /></colgroup>
        <thead className="sticky top-0 z-10 max-sm:hidden"><tr>
          <th scope="col" className={head}>Status</th><th scope="col" className={cn(head, "text-right")}>Done</th><th scope="col" className={head}>Reason</th>
          <th scope="col" className={head}>By</th><th scope="col" className={cn(head, "text-right")}>Started</th>
        </tr></thead>
        <tbody className="max-sm:block">
          {runs.map((run) => (
            <tr key={run.id} className="settle relative focus-within:bg-accent focus-within:shadow-[inset_2px_0_var(--ring)] hover:bg-accent max-sm:grid max-sm:grid-cols-[1fr_auto] max-sm:gap-x-3 max-sm:gap-y-[3px] max-sm:border-b max-sm:px-4 max-sm:py-2.5">
              <td className={cell}><RunStatusBadge status={run.status} /></td>
              <td className={cn(cell, "text-right")}>{run.asked} of {run.total}</td>
              <td className={cn(cell, "max-sm:col-span-2")} title={run.reason}>
                <Link href={`/reconciliation/${run.id}?merchant=${encodeURIComponent(run.merchant)}`} className="outline-none after:absolute after:inset-0 focus-visible:underline focus-visible:decoration-2">
                  {run.reason}<span className="sr-only">, {shorten(run.id)}</span>
                </Link>
              </td>
              <td className={cn(cell, "text-muted-foreground")}>{run.requestedBy}</td>
              <td className={cn(cell, "text-right")}><Timestamp at={run.startedAt} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function NoRuns({ merchant }: { merchant: string | null }) {
  return (
    <div className="grid h-full grid-cols-1 place-items-center p-6">
      <div className="-mt-10 w-[460px] max-w-full">
        <h2 className="text-lg tracking-[-0.012em]">No runs yet</h2>
        <p className="text-muted-foreground">A run asks the processor about many payments at once and shows what each one came to. Select payments in the list, then choose Reconcile.</p>
        <Link href={`/payments?status=stuck${merchant ? `&merchant=${encodeURIComponent(merchant)}` : ""}`} className={buttonClass("primary", "md", "mt-3.5")}>Show stuck payments</Link>
      </div>
    </div>
  );
}
