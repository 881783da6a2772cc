"use client";

import { Hourglass } from "lucide-react";
import type { Stuck, StuckClass } from "@/lib/contract/console/payment-row";
import { useNow } from "../format/time-context";
import { ageWords } from "../format/time-words";
import { cn } from "../ui/class-names";

const STUCK_CLASS_WORDS: Readonly<Record<StuckClass, string>> = {
  no_sign: "no sign of it at the processor; ask before anything is sent again",
  no_final_state: "reached the processor, no final state",
};
/** Its age changes by the minute. */
const STEP_MS = 15_000;

/** A flag beside a status, always with its age. */
export function StuckFlag({ stuck, large = false }: { stuck: Stuck; large?: boolean }) {
  const age = ageWords(useNow(STEP_MS) - Date.parse(stuck.since));
  return (
    <span title={`Stuck: ${STUCK_CLASS_WORDS[stuck.class]}`} className={cn(
      "whitespace-nowrap font-medium text-status-stuck",
      large && "inline-flex h-6 items-center gap-[5px] rounded-md border border-status-stuck-mark/55 pl-[7px] pr-[9px]",
    )}>
      <Hourglass className={cn("inline size-[13px]", !large && "-mt-0.5 mr-1")} strokeWidth={2.25} aria-hidden />Stuck {age}
    </span>
  );
}
