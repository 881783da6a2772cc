"use client";

import { RefreshCw } from "lucide-react";
import type { ReactNode } from "react";
import { OperatorProblem } from "@/lib/queries/fetch-json";
import { Identifier } from "../format/identifier";
import { Button } from "./button";

type Props = { error: unknown; onRetry(): void; safe?: string; children?: ReactNode; acts?: ReactNode };

/** A designed failure: what it was, that payments are safe, what helps, and the id to quote. */
export function ProblemPanel({ error, onRetry, safe = "Payments are safe and still being processed; only this page was not read.", children, acts }: Props) {
  const problem = error instanceof OperatorProblem ? error : null;
  return (
    <div className="grid h-full grid-cols-1 place-items-center p-6">
      <div role="alert" className="-mt-10 w-[520px] max-w-full">
        <h2 className="text-lg font-semibold tracking-tight">{problem?.detail ?? "Something broke on this page"}</h2>
        <p className="text-muted-foreground">{problem?.status === 403 || problem?.status === 404 ? problem.title : safe}</p>
        {children}
        <div className="mt-4 flex flex-wrap items-center gap-2">
          <Button look="primary" icon={<RefreshCw aria-hidden />} onClick={onRetry}>Try again</Button>
          {acts}
          {problem?.requestId && <span className="ml-auto flex items-center gap-1.5 text-xs text-muted-foreground">Request <Identifier value={problem.requestId} shown /></span>}
        </div>
      </div>
    </div>
  );
}
