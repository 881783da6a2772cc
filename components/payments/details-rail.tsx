import type { PaymentDetail } from "@/lib/contract/console/payment-detail";
import { Identifier } from "../format/identifier";
import { Section } from "../ui/section";

/** Ids to copy, and what settings and age allow. */
export function DetailsRail({ facts }: { facts: PaymentDetail["facts"] }) {
  return (
    <Section title="Details">
      <dl className="grid grid-cols-[112px_minmax(0,1fr)] items-baseline gap-x-3 gap-y-[7px] px-4 pb-3.5 pt-0.5">
        {facts.map((fact) => (
          <div key={fact.label} className="contents">
            <dt className="truncate text-muted-foreground" title={fact.label}>{fact.label}</dt>
            <dd className="min-w-0 wrap-anywhere">{fact.copy ? <Identifier value={fact.copy} head={14} tail={6} shown className="max-w-full" /> : fact.value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
