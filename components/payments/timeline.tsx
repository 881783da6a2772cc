"use client";

import { ArrowUpRight, BellRing, Clock as ClockIcon, CloudOff, Hourglass, Info, KeyRound, type LucideIcon, Radar, SearchX, UserCheck } from "lucide-react";
import { useState } from "react";
import type { TimelineEntry, TimelineIcon } from "@/lib/contract/console/payment-detail";
import { Clock } from "../format/timestamp";
import { cn } from "../ui/class-names";
import { Section } from "../ui/section";
import { Segments } from "../ui/segments";
import { STATUS_LOOKS } from "./status-badge";

const ICONS: Readonly<Record<Exclude<TimelineIcon, keyof typeof STATUS_LOOKS>, LucideIcon>> = {
  next: ClockIcon, found: Radar, nothing: SearchX, silent: CloudOff, person: UserCheck, notification: BellRing, sent: ArrowUpRight, queued: Hourglass, claimed: KeyRound, fact: Info,
};
const iconOf = (icon: TimelineIcon): LucideIcon => (icon in STATUS_LOOKS ? STATUS_LOOKS[icon as keyof typeof STATUS_LOOKS].icon : ICONS[icon as keyof typeof ICONS]);

type View = "all" | "attempt" | "inquiry";

/** Everything that happened, newest first; what will happen next stands on top, dashed. */
export function Timeline({ entries }: { entries: readonly TimelineEntry[] }) {
  const [view, setView] = useState<View>("all");
  const count = (group: TimelineEntry["group"]) => entries.filter((entry) => entry.group === group).length;
  const past = entries.filter((entry) => entry.group !== "next").length;
  const shown = view === "all" ? entries : entries.filter((entry) => entry.group === view);
  return (
    <Section title="Timeline" note="newest first" aside={<Segments<View> label="Show" value={view} onChange={setView} options={[
      { value: "all", label: `All ${past}` }, { value: "attempt", label: `Attempts ${count("attempt")}` }, { value: "inquiry", label: `Inquiries ${count("inquiry")}` },
    ]} />}>
      {shown.length === 0 ? <p className="px-4 pb-3.5 text-muted-foreground">{view === "inquiry" ? "The processor was not asked about it." : "Nothing was sent."}</p> : (
        <ol className="relative px-4 pb-2 pt-0.5">{shown.map((entry) => <Entry key={entry.id} entry={entry} />)}</ol>
      )}
    </Section>
  );
}

function Entry({ entry }: { entry: TimelineEntry }) {
  const Icon = iconOf(entry.icon);
  const next = entry.group === "next";
  return (
    <li className={cn(
      entry.tone && STATUS_LOOKS[entry.tone].tone, "group/entry relative grid grid-cols-[minmax(60px,auto)_20px_minmax(0,1fr)] gap-x-2.5 pb-[9px] pt-[5px]",
    )}>
      <Clock at={entry.at} className="min-w-[60px] text-xs leading-5 text-muted-foreground" />
      <span className="flex flex-col items-center">
        <span className="grid size-5 shrink-0 place-items-center text-(--tone,var(--muted-foreground))"><Icon className="size-3.5" aria-hidden /></span>
        <span aria-hidden className={cn("-mb-3 w-0 flex-1 border-l border-border-strong group-last/entry:hidden", next && "border-dashed")} />
      </span>
      <div className="min-w-0"><p className="font-medium">{entry.title}</p>{entry.detail && <p className="text-xs leading-[17px] text-muted-foreground">{entry.detail}</p>}</div>
    </li>
  );
}
