"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { cn } from "../ui/class-names";
import { shorten } from "./shorten";

/** How long the tick stays after copying. */
const TICK_MS = 1_500;

type Props = { value: string; shown?: boolean; head?: number; tail?: number; className?: string };

/** An id, shortened in its middle, with a button that copies all of it: on hover and focus, or always (`shown`). */
export function Identifier({ value, shown = false, head, tail, className }: Props) {
  return (
    <span className={cn("mono group/id inline-flex min-w-0 items-center whitespace-nowrap align-middle", className)}>
      <span title={value} className="truncate">{shorten(value, head, tail)}</span>
      <CopyButton value={value} className={cn("-my-1 ml-px", !shown && "opacity-0 focus-visible:opacity-100 group-hover/id:opacity-100 group-hover/row:opacity-100")} />
    </span>
  );
}

function CopyButton({ value, className }: { value: string; className?: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
    setTimeout(() => setCopied(false), TICK_MS);
  };
  return (
    <button type="button" onClick={copy} aria-label={copied ? "Copied" : `Copy ${value}`} className={cn("settle relative z-10 grid size-6 shrink-0 place-items-center rounded-md text-muted-foreground hover:text-foreground", className)}>
      {copied ? <Check className="size-[13px]" aria-hidden /> : <Copy className="size-[13px]" aria-hidden />}
    </button>
  );
}
