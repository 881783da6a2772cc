"use client";

import type { CompareCell, CompareRow, PaymentDetail } from "@/lib/contract/console/payment-detail";
import { Money } from "../format/money";
import { shorten } from "../format/shorten";
import { Clock } from "../format/timestamp";
import { cn } from "../ui/class-names";
import { Section } from "../ui/section";
import { StatusBadge } from "./status-badge";
import { Verdict } from "./verdict";

const head = "h-[30px] border-y bg-muted px-2.5 text-left text-xs font-medium text-muted-foreground first:pl-4";
const cell = "h-[33px] overflow-hidden text-ellipsis whitespace-nowrap px-2.5 first:pl-4 max-sm:h-auto max-sm:border-0! max-sm:p-0!";

/** Ours beside the processor's, field by field, as of the newest evidence that holds its object. */
export function ComparePane({ detail }: { detail: PaymentDetail }) {
  const { compare, processorName } = detail;
  if (!compare) {
    return <Section title="Compare"><p className="px-4 pb-3.5 text-muted-foreground">There is nothing to compare with yet: {processorName} has not shown this payment.</p></Section>;
  }
  const counts = summary(compare.rows);
  return (
    <Section title="Compare" note={<>as of <Clock at={compare.asOf} />, {compare.how}</>} aside={<span className="max-sm:hidden">{counts}</span>}>
      <table className="w-full table-fixed border-separate border-spacing-0 max-sm:block">
        <caption className="sr-only">Ours beside {processorName}’s</caption>
        <colgroup className="max-sm:hidden"><col className="w-[19%]" /><col className="w-[31%]" /><col className="w-[31%]" /><col className="w-[19%]" /></colgroup>
        <thead className="max-sm:hidden"><tr><th scope="col" className={head}>Field</th><th scope="col" className={head}>Ours</th><th scope="col" className={head}>{processorName}’s</th><th scope="col" className={head}>Verdict</th></tr></thead>
        <tbody className="max-sm:block">
          {compare.rows.map((row) => <Row key={row.field} row={row} processorName={processorName} />)}
        </tbody>
      </table>
    </Section>
  );
}

function Row({ row, processorName }: { row: CompareRow; processorName: string }) {
  const { kind } = row.verdict;
  return (
    <tr className={cn(
      "group/cmp [&:not(:last-child)>*]:border-b max-sm:grid max-sm:grid-cols-2 max-sm:gap-y-0.5 max-sm:border-b max-sm:px-4 max-sm:py-[7px] max-sm:last:border-0",
      (kind === "differs" || kind === "only_there") && "bg-status-contradicted-subtle/60", kind === "waiting" && "bg-status-pending-subtle/55",
    )}>
      <th scope="row" className={cn(cell, "text-left font-normal text-muted-foreground max-sm:order-1 max-sm:text-xs")}>{row.field}</th>
      <td className={cn(cell, "max-sm:order-3")}><Side>ours</Side><Cell cell={row.ours} /></td>
      <td className={cn(cell, "max-sm:order-4 max-sm:text-right")}><Side>{processorName}’s</Side><Cell cell={row.theirs} /></td>
      <td className={cn(cell, "max-sm:order-2 max-sm:text-right")}><Verdict verdict={row.verdict} /></td>
    </tr>
  );
}

function Side({ children }: { children: React.ReactNode }) {
  return <span className="mr-1.5 hidden text-xs text-muted-foreground max-sm:inline">{children}</span>;
}

function Cell({ cell: { ...value } }: { cell: CompareCell }) {
  switch (value.kind) {
    case "status":
      return <StatusBadge status={value.status} />;
    case "money":
      return <Money amount={value.amount} currency={value.currency} />;
    case "code":
      return <span className="mono" title={value.text}>{shorten(value.text, 12, 5)}</span>;
    case "text":
      return value.text;
    case "time":
      return <Clock at={value.at} withMs />;
    case "none":
      return <span className="text-muted-foreground">–</span>;
  }
}

function summary(rows: readonly CompareRow[]): string {
  const count = (kinds: readonly string[]) => rows.filter((row) => kinds.includes(row.verdict.kind)).length;
  const parts: [number, string][] = [[count(["differs", "only_there"]), "different"], [count(["waiting"]), "waiting"], [count(["same", "within"]), "same"], [count(["not_compared"]), "not compared"]];
  return parts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`).join(" · ");
}
