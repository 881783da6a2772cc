"use client";

import { cn } from "../ui/class-names";
import { useNow, useZone } from "./time-context";
import { ageWords, clockWords, momentWords } from "./time-words";

/** Rows show minutes: a new render every 5 s is often enough. */
const ROW_STEP_MS = 5_000;

/** Relative and absolute in one cell; the title is what to copy: ISO 8601, UTC. */
export function Timestamp({ at, className }: { at: string; className?: string }) {
  const { zone } = useZone();
  const nowMs = useNow(ROW_STEP_MS);
  return (
    <time dateTime={at} title={at} className={cn("whitespace-nowrap", className)}>
      {ageWords(nowMs - Date.parse(at))} ago <span className="mono text-[0.71875rem] text-muted-foreground">{momentWords(at, zone, nowMs)}</span>
    </time>
  );
}

/** The clock alone, where order is what matters. */
export function Clock({ at, withMs, className }: { at: string; withMs?: boolean; className?: string }) {
  const { zone } = useZone();
  const nowMs = useNow(ROW_STEP_MS);
  return <time dateTime={at} title={at} className={cn("whitespace-nowrap", className)}>{withMs ? clockWords(at, zone, true) : momentWords(at, zone, nowMs)}</time>;
}

/** `in 49 min`, or `now` where it is due. */
export function Until({ at }: { at: string }) {
  const leftMs = Date.parse(at) - useNow(ROW_STEP_MS);
  return <time dateTime={at} title={at} className={leftMs <= 0 ? "text-foreground" : "text-muted-foreground"}>{leftMs <= 0 ? "now" : `in ${ageWords(leftMs)}`}</time>;
}
