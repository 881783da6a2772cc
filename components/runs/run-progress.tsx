import { CloudOff } from "lucide-react";
import type { RunDetail } from "@/lib/contract/console/run";
import type { PaymentStatusWord } from "@/lib/contract/console/statuses";
import { STATUS_LOOKS, StatusBadge } from "../payments/status-badge";
import { cn } from "../ui/class-names";

const ORDER: readonly { status: PaymentStatusWord; note: string }[] = [
  { status: "succeeded", note: "money moved, once" },
  { status: "declined", note: "no money moved" },
  { status: "failed", note: "proven; may try again" },
  { status: "contradicted", note: "a person must decide" },
  { status: "unknown", note: "stay on the schedule" },
];

/** One bar and the same in numbers: a colour is never alone. */
export function RunProgress({ run }: { run: RunDetail }) {
  const unknown = run.outcome.unknown + run.outcome.pending;
  const count = (status: PaymentStatusWord) => (status === "unknown" ? unknown : run.outcome[status]);
  const unasked = run.notAsked + run.skipped;
  return (
    <>
      <div role="progressbar" aria-label="Payments asked" aria-valuemin={0} aria-valuenow={run.total - run.toGo} aria-valuemax={run.total} className="mt-4 flex h-3 gap-0.5 overflow-hidden rounded-[4px] bg-accent">
        {ORDER.filter(({ status }) => count(status) > 0).map(({ status }) => <span key={status} className={cn(STATUS_LOOKS[status].tone, "bg-(--tone-mark)")} style={{ flexGrow: count(status) }} />)}
        {unasked > 0 && <span className="bg-input" style={{ flexGrow: unasked }} />}
        {run.toGo > 0 && <span style={{ flexGrow: run.toGo }} />}
      </div>
      <dl className="mt-3.5 grid grid-cols-7 max-lg:grid-cols-4 max-lg:gap-y-3 max-sm:grid-cols-2">
        {ORDER.map(({ status, note }) => <Part key={status} label={<StatusBadge status={status} plain />} count={count(status)} note={note} />)}
        <Part label={<span className="inline-flex h-5 items-center gap-[5px] text-[0.78125rem] font-medium text-status-failed"><CloudOff className="size-3.5" aria-hidden />Not asked</span>} count={unasked} note={run.skipped > 0 ? `${run.skipped} final already` : "can be retried"} />
        <Part label={<span className="font-medium leading-5 text-muted-foreground">To go</span>} count={run.toGo} note={run.toGo === 0 ? "nothing left" : "in chunks, by a worker"} />
      </dl>
    </>
  );
}

function Part({ label, count, note }: { label: React.ReactNode; count: number; note: string }) {
  return (
    <div className="border-l px-[18px] first:border-0 first:pl-0 max-lg:nth-[5]:border-0 max-lg:nth-[5]:pl-0 max-sm:odd:border-0 max-sm:odd:pl-0">
      <dt>{label}</dt>
      <dd className="text-xl font-semibold leading-[26px] tracking-[-0.02em]">{count}</dd>
      <dd className="text-xs text-muted-foreground">{note}</dd>
    </div>
  );
}
