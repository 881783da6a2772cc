"use client";

import { Pause, Play } from "lucide-react";
import { cn } from "../ui/class-names";
import { useRefresh } from "./refresh-context";

const part = "flex items-center gap-1.5 px-2.5 text-[0.78125rem] font-medium [&_svg]:size-3.5";

/** Says whether the page refreshes itself, and stops or resumes it. */
export function RefreshControl() {
  const { paused, setPaused, held, hold } = useRefresh();
  const stopped = paused || held !== null;
  const words = held ? `Paused while ${held}` : paused ? "Paused" : "Live";
  const resume = () => {
    setPaused(false);
    hold(null);
  };
  return (
    <div role="group" aria-label="Refresh" className="inline-flex h-[30px] shrink-0 overflow-hidden rounded-md border border-border-strong max-sm:hidden">
      <span role="status" className={cn(part, stopped ? "text-muted-foreground" : "bg-accent")}>
        {stopped ? <Pause aria-hidden /> : <span aria-hidden className="size-[7px] rounded-full bg-status-succeeded-mark" />}{words}
      </span>
      <button type="button" onClick={stopped ? resume : () => setPaused(true)} className={cn(part, "settle border-l border-border-strong hover:bg-accent focus-visible:-outline-offset-2")}>
        {stopped ? <><Play aria-hidden />Resume</> : <><Pause aria-hidden />Pause</>}
      </button>
    </div>
  );
}
