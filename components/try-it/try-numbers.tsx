import Link from "next/link";
import type { TryRun } from "@/lib/contract/console/try-it";
import { StatusBadge } from "../payments/status-badge";
import { cn } from "../ui/class-names";

const figure = "mr-1.5 text-xl font-semibold leading-[26px] tracking-[-0.02em]";
const part = "px-[18px] py-[9px] not-first:border-l max-sm:not-first:border-l-0 max-sm:py-1.5";

const seconds = (ms: number): string => (ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`);

/** Three numbers first: how often it was asked for, how often money moved, how often too often. */
export function TryNumbers({ run, merchant }: { run: TryRun | undefined; merchant: string }) {
  const doubled = run?.doubled ?? 0;
  const charges = run?.simulatorDown ? "?" : (run?.charges ?? 0);
  return (
    <div className="grid shrink-0 grid-cols-[auto_auto_auto_1fr] rounded-lg border max-xl:grid-cols-3 max-sm:grid-cols-1">
      <div className={part}><b className={figure}>{run?.requests ?? 0}</b><span className="text-muted-foreground">request{run?.requests === 1 ? "" : "s"} sent</span></div>
      <div className={part}><b className={figure}>{charges}</b><span className="text-muted-foreground">charge{charges === 1 ? "" : "s"} at the processor</span></div>
      <div className={part}><b className={cn(figure, doubled > 0 ? "text-status-contradicted" : "text-status-succeeded")}>{doubled}</b><span className="text-muted-foreground">double charge{doubled === 1 ? "" : "s"}</span></div>
      <div className={cn(part, "flex flex-wrap items-center justify-end gap-2 max-xl:col-span-3 max-xl:justify-start max-xl:border-l-0 max-xl:border-t max-sm:col-span-1")} aria-live="polite">
        {run?.payment ? (
          <>
            <StatusBadge status={run.payment.status} />
            <span className="text-muted-foreground">{run.knownAfterMs === null ? run.payment.known : `known after ${seconds(run.knownAfterMs)}`}</span>
            <Link href={`/payments/${run.payment.id}?merchant=${encodeURIComponent(merchant)}`} className="ml-2 font-medium text-link hover:underline">Open payment</Link>
          </>
        ) : <span className="text-muted-foreground">Nothing sent under this key yet</span>}
      </div>
    </div>
  );
}
