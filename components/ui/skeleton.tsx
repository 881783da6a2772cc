import { cn } from "./class-names";

/** The shape of what is not there yet, in its own size, so that nothing shifts when it comes. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn("inline-block h-3 rounded-[3px] bg-accent align-middle", className)} />;
}
