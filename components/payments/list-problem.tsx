"use client";

import { CalendarDays, ClipboardPaste, TextCursorInput } from "lucide-react";
import Link from "next/link";
import type { PaymentFilters } from "@/lib/contract/console/payment-filters";
import { OperatorProblem } from "@/lib/queries/fetch-json";
import { Button } from "../ui/button";
import { ProblemPanel } from "../ui/problem-panel";
import { filtersHref, type SetFilters } from "./use-filters";

const hint = "flex items-center gap-2 [&_svg]:size-3.5";

/** The list could not be read: payments are safe; where it was too much, what would be less. */
export function ListProblem({ error, filters, setFilters, onRetry }: { error: unknown; filters: PaymentFilters; setFilters: SetFilters; onRetry(): void }) {
  const tooMuch = error instanceof OperatorProblem && error.stoppedAfterMs !== null;
  const clear = <Button onClick={() => setFilters({ tab: "all", created: null, from: null, to: null, reference: null, processor: null })}>Clear filters</Button>;
  return (
    <ProblemPanel error={error} onRetry={onRetry} acts={clear} safe={`Payments are safe and still being processed; only this list was not read.${tooMuch ? " Any of these makes it fast:" : ""}`}>
      {tooMuch && (
        <ul className="mt-3.5 flex flex-col gap-1.5">
          {filters.reference && <li className={hint}><TextCursorInput aria-hidden />Start the reference from its beginning, with more of it</li>}
          <li className={hint}><CalendarDays aria-hidden /><span>Look at less time: <Link className="font-medium text-link hover:underline" href={filtersHref(filters, { created: "7d", from: null, to: null })}>last 7 days</Link></span></li>
          <li className={hint}><ClipboardPaste aria-hidden />Paste a whole key, payment id or processor id into the search above</li>
        </ul>
      )}
    </ProblemPanel>
  );
}
