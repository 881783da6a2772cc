"use client";

import { type FormEvent, useState } from "react";
import type { PaymentFilters } from "@/lib/contract/console/payment-filters";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Field } from "../ui/field";
import type { SetFilters } from "./use-filters";

/** An instant as a date field takes it; always UTC here, whatever zone the tables show. */
const toInput = (iso: string | null): string => iso?.slice(0, 16) ?? "";
const toIso = (value: FormDataEntryValue | null): string | null => (typeof value === "string" && value !== "" ? new Date(`${value}:00Z`).toISOString() : null);

/** Both ends of a span, in UTC. */
export function CreatedDialog({ open, onOpenChange, filters, setFilters }: { open: boolean; onOpenChange(open: boolean): void; filters: PaymentFilters; setFilters: SetFilters }) {
  const [wrong, setWrong] = useState<string | null>(null);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const from = toIso(form.get("from"));
    const to = toIso(form.get("to"));
    if (from && to && from >= to) return setWrong("The end must be later than the start.");
    setWrong(null);
    setFilters({ created: null, from, to });
    onOpenChange(false);
  };
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Created between" description="In UTC. Either end may stay empty.">
      <form onSubmit={submit} className="mt-4 flex flex-col gap-3.5">
        <Field label="From" name="from" type="datetime-local" defaultValue={toInput(filters.from)} />
        <Field label="To" name="to" type="datetime-local" defaultValue={toInput(filters.to)} error={wrong} />
        <div className="flex justify-end gap-2"><Button onClick={() => onOpenChange(false)}>Cancel</Button><Button type="submit" look="primary">Show</Button></div>
      </form>
    </Dialog>
  );
}
