import type { SearchHit } from "@/lib/contract/console/payment-row";
import { Money } from "../format/money";
import { shorten } from "../format/shorten";
import { StatusBadge } from "../payments/status-badge";
import { cn } from "../ui/class-names";

type Props = { id: string; shown: boolean; hits: readonly SearchHit[]; at: number; busy: boolean; stopped: boolean; failed: boolean; onChoose(hit: SearchHit): void };

/** What the box found, under it. The list itself is always in the page, so that its owner can name it. */
export function FindHits({ id, shown, hits, at, busy, stopped, failed, onChoose }: Props) {
  const word = failed ? "The search was not answered. Try again." : stopped ? "Looking took longer than 1 s and was stopped. Paste a whole key, id or reference." : busy ? "Looking…" : "Nothing has this key, id or reference.";
  return (
    <div className={cn("absolute inset-x-0 top-full z-40 mt-1.5 w-full min-w-[min(420px,calc(100vw-32px))] rounded-lg border bg-popover p-1 shadow-float sm:left-auto sm:right-0", !shown && "hidden")}>
      <ul id={id} role="listbox" aria-label="Found payments">
        {hits.map((hit, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the input holds the focus and moves through the options with the arrow keys.
          <li key={hit.id} id={`${id}-${index}`} role="option" aria-selected={index === at} tabIndex={-1} onMouseDown={(event) => event.preventDefault()} onClick={() => onChoose(hit)}
            className={cn("grid cursor-pointer grid-cols-[1fr_auto] gap-x-3 rounded-md px-2 py-1.5", index === at && "bg-accent")}>
            <StatusBadge status={hit.status} /><span className="text-right"><Money amount={hit.amount} currency={hit.currency} /></span>
            <span className="mono truncate text-muted-foreground">{shorten(hit.idempotencyKey ?? hit.id, 24, 6)}</span>
            <span className="text-right text-xs text-muted-foreground">{hit.foundBy} · {hit.merchant}</span>
          </li>
        ))}
      </ul>
      {hits.length === 0 && <p role="status" className="px-2 py-1.5 text-muted-foreground">{word}</p>}
    </div>
  );
}
