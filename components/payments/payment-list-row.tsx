"use client";

import Link from "next/link";
import type { PaymentRow } from "@/lib/contract/console/payment-row";
import { Identifier } from "../format/identifier";
import { Money } from "../format/money";
import { Timestamp, Until } from "../format/timestamp";
import { Checkbox } from "../ui/checkbox";
import { cn } from "../ui/class-names";
import { StatusBadge } from "./status-badge";
import { StuckFlag } from "./stuck-flag";

const cell = "h-(--row-height) overflow-hidden text-ellipsis whitespace-nowrap border-b px-2.5 first:pl-5 last:pr-5 max-sm:block max-sm:h-auto max-sm:border-0 max-sm:p-0!";

type Props = { row: PaymentRow; selected: boolean; onSelect(on: boolean): void; merchant: string | null };

/** One payment: its whole row opens it, and is one link to the keyboard. */
export function PaymentListRow({ row, selected, onSelect, merchant }: Props) {
  const href = `/payments/${row.id}${merchant ? `?merchant=${encodeURIComponent(merchant)}` : ""}`;
  return (
    <tr aria-selected={selected} className={cn(
      "group/row settle relative focus-within:bg-accent focus-within:shadow-[inset_2px_0_var(--ring)]", selected ? "bg-selected" : "hover:bg-accent",
      "max-sm:grid max-sm:grid-cols-[auto_1fr_auto] max-sm:items-center max-sm:gap-x-2 max-sm:gap-y-[3px] max-sm:border-b max-sm:px-4 max-sm:py-2.5",
    )}>
      <td className={cn(cell, "overflow-visible max-sm:order-1 max-sm:-ml-1")}>
        <Checkbox aria-label={`Select ${row.idempotencyKey ?? row.id}`} className="z-10 -ml-1" checked={selected} onChange={(event) => onSelect(event.target.checked)} />
      </td>
      <td className={cn(cell, "overflow-visible max-sm:order-2")}><StatusBadge status={row.status} /></td>
      <td className={cn(cell, "text-right max-sm:order-3")}>
        <Link href={href} data-row-link prefetch={false} className="outline-none after:absolute after:inset-0 focus-visible:underline focus-visible:decoration-2 focus-visible:underline-offset-4">
          <Money amount={row.amount} currency={row.currency} />
        </Link>
      </td>
      <td title={row.known || undefined} className={cn(cell, "max-sm:order-4 max-sm:col-span-3 max-sm:line-clamp-2 max-sm:whitespace-normal max-sm:text-xs", !row.known && !row.stuck && "max-sm:hidden")}>
        {row.stuck && <><StuckFlag stuck={row.stuck} />{row.known && <span className="text-muted-foreground"> · </span>}</>}
        <span className="text-muted-foreground">{row.known}</span>
      </td>
      <td className={cn(cell, "max-sm:order-5 max-sm:col-span-2 max-sm:text-muted-foreground")}>
        {row.idempotencyKey ? <Identifier value={row.idempotencyKey} head={18} tail={5} /> : <span className="text-muted-foreground">none</span>}
      </td>
      <td className={cn(cell, "text-right max-xl:hidden!")}>{row.duplicates || <span className="text-muted-foreground">–</span>}</td>
      <td className={cn(cell, "text-right max-lg:hidden!")}>{row.nextCheckAt && <Until at={row.nextCheckAt} />}</td>
      <td className={cn(cell, "text-right max-sm:order-6 max-sm:text-xs max-sm:text-muted-foreground")}><Timestamp at={row.createdAt} /></td>
    </tr>
  );
}
