import { CircleQuestionMark, Eye, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./class-names";

const ICONS = { unknown: CircleQuestionMark, failed: Eye, contradicted: TriangleAlert } as const;
const TONES = { unknown: "tone-unknown", failed: "tone-failed", contradicted: "tone-contradicted" } as const;

/** A sentence that stays until what it says is over. */
export function Notice({ tone, children, className }: { tone: keyof typeof ICONS; children: ReactNode; className?: string }) {
  const Icon = ICONS[tone];
  return (
    <div className={cn(TONES[tone], "flex gap-2.5 rounded-lg border border-(--tone-mark)/30 bg-(--tone-subtle) px-3.5 py-2.5", className)}>
      <Icon className="mt-[3px] size-3.5 shrink-0 text-(--tone)" aria-hidden />
      <div className="min-w-0">{children}</div>
    </div>
  );
}
