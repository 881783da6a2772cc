"use client";

import { Check, Minus } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "./class-names";

type Props = Omit<ComponentProps<"input">, "type"> & { some?: boolean };

/** A native checkbox in our look; `some` is the third state. The label around it makes the target 24 px and more. */
export function Checkbox({ some = false, checked, className, ...rest }: Props) {
  const on = some || checked;
  return (
    <span className={cn("relative inline-grid size-6 shrink-0 place-items-center", className)}>
      <input
        type="checkbox" checked={Boolean(checked)} ref={(input) => { if (input) input.indeterminate = some; }}
        className="peer absolute inset-0 z-10 m-0 size-6 cursor-pointer appearance-none rounded-sm opacity-0" {...rest}
      />
      <span aria-hidden className={cn(
        "settle grid size-[15px] place-items-center rounded-[4px] border-[1.5px] peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-ring",
        on ? "border-primary bg-primary text-primary-foreground" : "border-input bg-card",
      )}>
        {some ? <Minus className="size-[11px]" strokeWidth={3} /> : checked ? <Check className="size-[11px]" strokeWidth={3} /> : null}
      </span>
    </span>
  );
}
