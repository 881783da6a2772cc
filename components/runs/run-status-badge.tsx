import { CircleCheck, CircleSlash, LoaderCircle, type LucideIcon } from "lucide-react";
import type { RunStatus } from "@/lib/contract/console/run";
import { cn } from "../ui/class-names";

const LOOKS: Readonly<Record<RunStatus, { word: string; icon: LucideIcon; tone: string }>> = {
  running: { word: "Running", icon: LoaderCircle, tone: "tone-pending" },
  finished: { word: "Finished", icon: CircleCheck, tone: "tone-succeeded" },
  aborted: { word: "Aborted", icon: CircleSlash, tone: "tone-failed" },
};

export function RunStatusBadge({ status }: { status: RunStatus }) {
  const { word, icon: Icon, tone } = LOOKS[status];
  return <span className={cn(tone, "inline-flex h-5 items-center gap-[5px] align-middle text-[0.78125rem] font-medium text-(--tone)")}><Icon className={cn("size-3.5", status === "running" && "animate-spin")} strokeWidth={2.25} aria-hidden />{word}</span>;
}
