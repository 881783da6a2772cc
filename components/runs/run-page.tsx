"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import type { RunDetail } from "@/lib/contract/console/run";
import { runDetailOptions } from "@/lib/queries/runs";
import { Identifier } from "../format/identifier";
import { PageFrame } from "../shell/page-frame";
import { useRefresh } from "../shell/refresh-context";
import { cn } from "../ui/class-names";
import { ProblemPanel } from "../ui/problem-panel";
import { RunHeader } from "./run-header";
import { RunItems } from "./run-items";
import { type RunView, VIEWS, viewItems } from "./run-views";

/** A running run is watched: its rows change every second. */
const WATCH_MS = 1_000;

/** One run: how far it is, what it came to, an outcome for every payment. */
export function RunPage({ id }: { id: string }) {
  const { paused, interval } = useRefresh();
  const { data, error, isError, refetch } = useQuery({ ...runDetailOptions(id), refetchInterval: (query) => (paused ? false : query.state.data?.status === "running" ? WATCH_MS : interval) });
  return (
    <PageFrame live crumb={<>
      <Link href={data ? `/reconciliation?merchant=${encodeURIComponent(data.merchant)}` : "/reconciliation"} className="text-muted-foreground hover:underline max-sm:hidden">Reconciliation</Link>
      <ChevronRight className="size-3 shrink-0 text-muted-foreground max-sm:hidden" aria-hidden />
      <Identifier value={id} shown />
    </>}>
      {data ? <Body run={data} /> : isError ? <ProblemPanel error={error} onRetry={() => void refetch()} safe="The run goes on; only this page was not read." /> : <p role="status" className="p-6 text-muted-foreground">Reading the run…</p>}
    </PageFrame>
  );
}

function Body({ run }: { run: RunDetail }) {
  const [view, setView] = useState<RunView>("all");
  const items = viewItems(run.items, view);
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <RunHeader run={run} />
      <div role="group" aria-label="Show" className="flex h-[38px] items-stretch gap-[18px] overflow-x-auto border-b px-5 [scrollbar-width:none] max-sm:px-4">
        {VIEWS.map(({ view: name, word }) => (
          <button key={name} type="button" aria-pressed={name === view} onClick={() => setView(name)}
            className={cn("settle -mb-px flex items-center gap-1.5 whitespace-nowrap border-b-2 font-medium focus-visible:-outline-offset-2", name === view ? "border-foreground" : "border-transparent text-muted-foreground hover:text-foreground")}>
            {word}<span className="text-xs font-normal">{viewItems(run.items, name).length}</span>
          </button>
        ))}
      </div>
      <RunItems items={items} merchant={run.merchant} />
      {run.items.length < run.total && <p className="px-5 py-3 text-xs text-muted-foreground">The newest {run.items.length} of {run.total} are listed; the numbers above count all.</p>}
    </div>
  );
}
