import { CloudOff, LoaderCircle, Minus } from "lucide-react";
import Link from "next/link";
import type { RunItem } from "@/lib/contract/console/run";
import { Identifier } from "../format/identifier";
import { Money } from "../format/money";
import { Clock } from "../format/timestamp";
import { STATUS_LOOKS, StatusBadge } from "../payments/status-badge";
import { cn } from "../ui/class-names";

const head = "h-8 whitespace-nowrap border-b bg-card px-2.5 text-left text-xs font-medium text-muted-foreground first:pl-5 last:pr-5";
const cell = "h-(--row-height) overflow-hidden text-ellipsis whitespace-nowrap border-b px-2.5 first:pl-5 last:pr-5 max-sm:block max-sm:h-auto max-sm:border-0 max-sm:p-0!";

/** An outcome for every payment of the run. */
export function RunItems({ items, merchant }: { items: readonly RunItem[]; merchant: string }) {
  if (items.length === 0) return <p className="px-5 py-4 text-muted-foreground">None.</p>;
  return (
    <table className="w-full table-fixed border-separate border-spacing-0 max-sm:block">
      <caption className="sr-only">Payments of this run, newest answer first</caption>
      <colgroup className="max-sm:hidden"><col className="w-[96px]" /><col className="w-[236px]" /><col className="w-[130px]" /><col /><col className="w-[206px]" /><col className="w-[88px] max-lg:w-0" /></colgroup>
      <thead className="sticky top-0 z-10 max-sm:hidden"><tr>
        <th scope="col" className={head}>Asked</th><th scope="col" className={head}>Before → after</th><th scope="col" className={cn(head, "text-right")}>Amount</th>
        <th scope="col" className={head}>Evidence</th><th scope="col" className={head}>Idempotency key</th><th scope="col" className={cn(head, "text-right max-lg:hidden")}>Took</th>
      </tr></thead>
      <tbody className="max-sm:block">
        {items.map((item) => (
          <tr key={item.paymentId} className="group/row settle relative focus-within:bg-accent focus-within:shadow-[inset_2px_0_var(--ring)] hover:bg-accent max-sm:grid max-sm:grid-cols-[1fr_auto] max-sm:gap-x-3 max-sm:gap-y-[3px] max-sm:border-b max-sm:px-4 max-sm:py-2.5">
            <td className={cn(cell, "text-muted-foreground max-sm:order-5 max-sm:text-right max-sm:text-xs")}>{item.askedAt ? <Clock at={item.askedAt} /> : "–"}</td>
            <td className={cn(cell, "max-sm:order-1")}><BeforeAfter item={item} /></td>
            <td className={cn(cell, "text-right max-sm:order-2")}>
              <Link href={`/payments/${item.paymentId}?merchant=${encodeURIComponent(merchant)}`} prefetch={false} className="outline-none after:absolute after:inset-0 focus-visible:underline focus-visible:decoration-2"><Money amount={item.amount} currency={item.currency} /></Link>
            </td>
            <td className={cn(cell, "max-sm:order-3 max-sm:col-span-2 max-sm:whitespace-normal max-sm:text-xs")} title={item.detail ?? undefined}>{item.detail ?? <span className="text-muted-foreground">{item.status === "skipped" ? "Final already: not asked" : ""}</span>}</td>
            <td className={cn(cell, "max-sm:order-4")}>{item.idempotencyKey && <Identifier value={item.idempotencyKey} head={18} tail={5} />}</td>
            <td className={cn(cell, "text-right text-muted-foreground max-lg:hidden!")}>{item.tookMs === null ? "–" : `${item.tookMs} ms`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function BeforeAfter({ item }: { item: RunItem }) {
  return (
    <span className="flex items-center gap-0.5">
      <span className="w-[84px] shrink-0 text-muted-foreground">{STATUS_LOOKS[item.statusBefore].word}</span><span aria-label="then" role="img" className="mx-1 text-muted-foreground">→</span>
      <After item={item} />
    </span>
  );
}

const quiet = "tone-failed inline-flex h-5 items-center gap-[5px] text-[0.78125rem] font-medium text-(--tone) [&_svg]:size-3.5";

function After({ item }: { item: RunItem }) {
  switch (item.status) {
    case "waiting":
      return <span className={quiet}>waits</span>;
    case "asking":
      return <span className={quiet}><LoaderCircle className="animate-spin" aria-hidden />Asking</span>;
    case "not_asked":
      return <span className={quiet}><CloudOff aria-hidden />Not asked</span>;
    case "skipped":
      return <span className={quiet}><Minus aria-hidden />Skipped</span>;
    case "done": {
      const status = item.statusAfter ?? item.statusBefore;
      const same = status === item.statusBefore && (status === "unknown" || status === "pending");
      return <StatusBadge status={status} plain word={same ? `Still ${status}` : undefined} />;
    }
  }
}
