import type { ReactNode } from "react";
import { cn } from "./class-names";

/** A block of a page: a title, what qualifies it, an act at the right, and its content. */
export function Section({ title, note, aside, children, className }: { title: string; note?: ReactNode; aside?: ReactNode; children: ReactNode; className?: string }) {
  return (
    <section className={cn("min-w-0 rounded-lg border bg-card", className)}>
      <header className="flex min-h-[42px] flex-wrap items-center gap-x-2 gap-y-1 px-4 py-[11px]">
        <h2>{title}</h2>
        {note && <span className="text-xs text-muted-foreground">{note}</span>}
        {aside && <span className="ml-auto flex min-w-0 flex-wrap items-center justify-end gap-2 text-xs text-muted-foreground">{aside}</span>}
      </header>
      {children}
    </section>
  );
}
