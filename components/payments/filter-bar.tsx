"use client";

import { Link2, Plus, Search, X } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { CREATED_SPANS, type CreatedSpan, type PaymentFilters } from "@/lib/contract/console/payment-filters";
import { useZone } from "../format/time-context";
import { clockWords, dayWords } from "../format/time-words";
import { useKeys, useShortcuts } from "../shell/shortcuts";
import { Button, buttonClass } from "../ui/button";
import { Menu, MenuChoice, MenuItem, MenuLine } from "../ui/menu";
import { useToast } from "../ui/toast";
import { CreatedDialog } from "./created-dialog";
import type { SetFilters } from "./use-filters";

const SPAN_WORDS: Readonly<Record<CreatedSpan, string>> = { "1h": "last hour", "24h": "last 24 h", "7d": "last 7 days", "90d": "last 90 days" };

/** What narrows the list: a reference, a span of time, a processor. Each is a chip that can be taken off. */
export function FilterBar({ filters, setFilters }: { filters: PaymentFilters; setFilters: SetFilters }) {
  const say = useToast();
  const [between, setBetween] = useState(false);
  const { zone } = useZone();
  const copyLink = async () => {
    await navigator.clipboard.writeText(location.href);
    say("Link copied", "It shows a colleague this same list.");
  };
  const moment = (iso: string) => `${dayWords(iso, zone)} ${clockWords(iso, zone).slice(0, 5)}`;
  const created = filters.created ? SPAN_WORDS[filters.created]
    : filters.from && filters.to ? `${moment(filters.from)} – ${moment(filters.to)}` : filters.from ? `since ${moment(filters.from)}` : filters.to ? `until ${moment(filters.to)}` : null;
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 border-b px-5 py-2.5 max-sm:px-4 max-sm:py-1">
      <ReferenceFilter key={filters.reference} filters={filters} setFilters={setFilters} />
      {filters.reference && <Chip label="Reference begins with" value={filters.reference} onRemove={() => setFilters({ reference: null })} />}
      {created && <Chip label="Created" value={created} onRemove={() => setFilters({ created: null, from: null, to: null })} />}
      {filters.processor && <Chip label="Processor" value={filters.processor} onRemove={() => setFilters({ processor: null })} />}
      <Menu trigger={<><Plus aria-hidden />Filter</>} triggerClass={buttonClass("plain", "sm", "border-dashed text-muted-foreground shadow-none max-sm:h-9!")}>
        <MenuChoice
          label="Created" value={filters.created ?? ""} onChange={(value) => setFilters({ created: value as CreatedSpan, from: null, to: null })}
          options={(Object.keys(CREATED_SPANS) as CreatedSpan[]).map((span) => ({ value: span as string, label: SPAN_WORDS[span] }))}
        />
        <MenuItem onSelect={() => setBetween(true)}>Between two times…</MenuItem>
        <MenuLine />
        <MenuChoice label="Processor" value={filters.processor ?? ""} onChange={(processor) => setFilters({ processor })} options={[{ value: "stripe", label: "stripe" }]} />
      </Menu>
      <span className="flex-1" />
      <Button size="sm" icon={<Link2 aria-hidden />} onClick={copyLink} className="max-sm:hidden">Copy link</Button>
      <CreatedDialog open={between} onOpenChange={setBetween} filters={filters} setFilters={setFilters} />
    </div>
  );
}

function ReferenceFilter({ filters, setFilters }: { filters: PaymentFilters; setFilters: SetFilters }) {
  const input = useRef<HTMLInputElement>(null);
  const { enabled } = useShortcuts();
  useKeys({
    "/": (event) => {
      event.preventDefault();
      input.current?.focus();
    },
  }, enabled);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setFilters({ reference: input.current?.value.trim() || null });
  };
  return (
    <form onSubmit={submit} className="relative w-60 max-sm:hidden">
      <Search aria-hidden className="pointer-events-none absolute left-2 top-1/2 size-3.5 -translate-y-1/2 text-muted-foreground" />
      <input ref={input} aria-label="Reference begins with" placeholder="Reference begins with" defaultValue={filters.reference ?? ""} enterKeyHint="search"
        className="h-7 w-full rounded-md border border-input bg-card pl-7 pr-8 text-[0.78125rem]" />
      <kbd aria-hidden className="pointer-events-none absolute right-1.5 top-1/2 -translate-y-1/2 leading-[15px]">/</kbd>
    </form>
  );
}

function Chip({ label, value, onRemove }: { label: string; value: string; onRemove(): void }) {
  return (
    <span className="inline-flex h-7 max-w-full items-center overflow-hidden whitespace-nowrap rounded-md border border-border-strong bg-card text-[0.78125rem]">
      <span className="pl-[9px] pr-[5px] font-medium text-muted-foreground">{label}</span>
      <span className="truncate font-medium">{value}</span>
      <button type="button" aria-label={`Remove the filter: ${label} ${value}`} onClick={onRemove} className="settle ml-1 grid size-[26px] shrink-0 place-items-center text-muted-foreground hover:text-foreground focus-visible:-outline-offset-2">
        <X className="size-3" aria-hidden />
      </button>
    </span>
  );
}
