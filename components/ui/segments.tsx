"use client";

import { cn } from "./class-names";

/** A few exclusive views of the same thing, as pressed buttons. */
export function Segments<Value extends string>({ label, value, options, onChange }: {
  label: string; value: Value; options: readonly { value: Value; label: string }[]; onChange(value: Value): void;
}) {
  return (
    <div role="group" aria-label={label} className="inline-flex h-[26px] overflow-hidden rounded-md border border-border-strong text-foreground">
      {options.map((option) => (
        <button
          key={option.value} type="button" aria-pressed={option.value === value} onClick={() => onChange(option.value)}
          className={cn("settle px-2.5 max-sm:px-2 text-[0.78125rem] font-medium not-first:border-l not-first:border-border-strong focus-visible:-outline-offset-2", option.value === value ? "bg-accent" : "hover:bg-accent/60")}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
