"use client";

import { Menu as Base } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./class-names";

const itemClass = "flex h-8 cursor-default select-none items-center gap-2 rounded-md px-2 outline-none data-highlighted:bg-accent max-sm:h-11 [&_svg]:size-3.5";

type Props = { trigger: ReactNode; triggerClass: string; children: ReactNode; align?: "start" | "end"; side?: "top" | "bottom" };

/** A button with a menu under it. */
export function Menu({ trigger, triggerClass, children, align = "start", side = "bottom" }: Props) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger className={triggerClass}>{trigger}</Base.Trigger>
      <Base.Portal>
        <Base.Positioner align={align} side={side} sideOffset={6} className="z-50">
          <Base.Popup className="settle max-h-[60dvh] min-w-[200px] overflow-auto rounded-lg border bg-popover p-1 text-popover-foreground shadow-float outline-none data-ending-style:opacity-0 data-starting-style:opacity-0">
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export function MenuItem({ onSelect, children, className }: { onSelect(): void; children: ReactNode; className?: string }) {
  return <Base.Item className={cn(itemClass, className)} onClick={onSelect}>{children}</Base.Item>;
}

/** One of several, with a tick at the one that holds. */
export function MenuChoice<Value extends string>({ label, value, options, onChange }: {
  label: string; value: Value; options: readonly { value: Value; label: ReactNode }[]; onChange(value: Value): void;
}) {
  return (
    <Base.Group>
      <Base.GroupLabel className="px-2 pb-0.5 pt-1.5 text-2xs font-medium text-muted-foreground">{label}</Base.GroupLabel>
      <Base.RadioGroup value={value} onValueChange={(next: Value) => onChange(next)}>
        {options.map((option) => (
          <Base.RadioItem key={option.value} value={option.value} closeOnClick className={itemClass}>
            <span className="min-w-0 flex-1 truncate">{option.label}</span>
            <Base.RadioItemIndicator><Check aria-hidden /></Base.RadioItemIndicator>
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  );
}

export function MenuLine() {
  return <Base.Separator className="my-1 h-px bg-border" />;
}
