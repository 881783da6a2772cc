import type { WhoDidWhat as Entry } from "@/lib/contract/console/payment-detail";
import { Clock } from "../format/timestamp";
import { Section } from "../ui/section";

const ACTS: Readonly<Record<string, string>> = {
  "payment.checked": "checked now", "verdict.proposed": "proposed an outcome", "verdict.approved": "approved the proposed outcome",
  "verdict.refused": "refused the proposed outcome", "verdict.void": "found the proposed outcome overtaken by newer evidence",
};

/** The audit trail of this payment: people, not machines. */
export function WhoDidWhat({ entries }: { entries: readonly Entry[] }) {
  if (entries.length === 0) return null;
  return (
    <Section title="Who did what">
      <ol className="px-4 pb-2.5 pt-0.5">
        {entries.map((entry) => (
          <li key={entry.id} className="flex gap-2.5 pb-1.5 pt-1">
            <span aria-hidden className="grid size-[22px] shrink-0 place-items-center rounded-full border border-border-strong bg-accent text-[10px] font-semibold leading-none">{entry.actor.slice(0, 2).toUpperCase()}</span>
            <div className="min-w-0">
              <p><b className="font-medium">{entry.actor}</b> {ACTS[entry.action] ?? entry.action.replace(/[._]/g, " ")} <Clock at={entry.at} className="text-xs text-muted-foreground" /></p>
              {entry.reason && <p className="text-xs text-muted-foreground">“{entry.reason}”</p>}
            </div>
          </li>
        ))}
      </ol>
    </Section>
  );
}
