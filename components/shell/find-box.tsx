"use client";

import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useRef, useState } from "react";
import type { SearchHit } from "@/lib/contract/console/payment-row";
import { paymentSearchOptions } from "@/lib/queries/payments";
import { cn } from "../ui/class-names";
import { FindHits } from "./find-hits";

/** Fewer characters find everything and nothing. */
const QUERY_MIN = 3;

/** One box for a pasted idempotency key, payment id, processor's id or reference: what is equal is found at once. */
export function FindBox({ className, large = false }: { className?: string; large?: boolean }) {
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const router = useRouter();
  const query = useDeferredValue(text.trim());
  const { data, isFetching, error } = useQuery(paymentSearchOptions(query.length >= QUERY_MIN ? query : ""));
  const hits = query.length >= QUERY_MIN ? (data?.hits ?? []) : [];
  const shown = open && query.length >= QUERY_MIN;
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || !input.current?.offsetParent) return;
      event.preventDefault();
      input.current.focus();
      input.current.select();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
  const go = (hit: SearchHit | undefined) => {
    if (!hit) return;
    setOpen(false);
    setText("");
    input.current?.blur();
    router.push(`/payments/${hit.id}?merchant=${encodeURIComponent(hit.merchant)}`);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") setOpen(false);
    if (event.key === "Enter") go(hits[at] ?? hits[0]);
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    setOpen(true);
    setAt((current) => Math.max(0, Math.min(hits.length - 1, current + (event.key === "ArrowDown" ? 1 : -1))));
  };
  return (
    <div role="search" className={cn("relative", className)} onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setOpen(false)}>
      <Search aria-hidden className="pointer-events-none absolute left-[9px] top-1/2 size-3.5 -translate-y-1/2 text-muted-foreground" />
      <input
        ref={input} type="search" role="combobox" aria-label="Find a payment" aria-expanded={shown} aria-controls={listId} aria-autocomplete="list" autoComplete="off" spellCheck={false}
        aria-activedescendant={shown && hits[at] ? `${listId}-${at}` : undefined}
        placeholder="Key, payment, processor id or reference" value={text}
        onChange={(event) => { setText(event.target.value); setOpen(true); setAt(0); }} onFocus={() => setOpen(true)} onKeyDown={onKeyDown}
        className={cn("w-full truncate rounded-md border border-input bg-card pl-[30px] pr-10 [&::-webkit-search-cancel-button]:hidden", large ? "h-10" : "h-[30px]")}
      />
      {!large && <kbd aria-hidden className="pointer-events-none absolute right-1.5 top-1/2 -translate-y-1/2">⌘K</kbd>}
      <FindHits id={listId} shown={shown} hits={hits} at={at} busy={isFetching} stopped={data?.stopped ?? false} failed={error !== null} onChoose={go} />
    </div>
  );
}
