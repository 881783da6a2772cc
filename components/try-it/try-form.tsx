"use client";

import { RefreshCw, Send } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { TryRun } from "@/lib/contract/console/try-it";
import { currencyExponent } from "@/lib/money";
import { Button } from "../ui/button";
import { cn } from "../ui/class-names";
import { Field } from "../ui/field";
import { FAULT_CHOICES } from "./faults-to-try";
import type { Trying } from "./use-try";

const CURRENCY = "EUR";
/** More would only fill the field. */
const AMOUNT_MAX = 9_999_999;

/** `49.00` → 4900; null where it is no amount. */
function minorUnits(text: string): number | null {
  const amount = Math.round(Number(text.replace(",", ".")) * 10 ** currencyExponent(CURRENCY));
  return Number.isFinite(amount) && amount >= 1 && amount <= AMOUNT_MAX ? amount : null;
}

/** What the processor does, the amount, the key; then Send, or the same again. */
export function TryForm({ trying, run, maySend }: { trying: Trying; run: TryRun | undefined; maySend: boolean }) {
  const [fault, setFault] = useState(run?.sent?.fault ?? (run?.sent ? "" : "charge_then_500"));
  const [amount, setAmount] = useState(run?.sent ? (run.sent.amount / 100).toFixed(2) : "49.00");
  const [wrong, setWrong] = useState<string | null>(null);
  const send = (event: FormEvent) => {
    event.preventDefault();
    const minor = minorUnits(amount);
    if (minor === null) return setWrong("Not an amount");
    setWrong(null);
    trying.send({ amount: minor, currency: CURRENCY, fault: fault || null }, run);
  };
  return (
    <form onSubmit={send} className="flex min-h-0 flex-col gap-3.5 border-r px-5 py-4 max-lg:border-b max-lg:border-r-0 max-sm:px-4">
      <fieldset className="flex min-h-0 flex-col">
        <legend className="mb-1 font-medium">What the processor does</legend>
        <div className="max-h-[388px] min-h-40 overflow-y-auto rounded-lg border border-border-strong max-lg:max-h-64">
          {FAULT_CHOICES.map((choice) => (
            <label key={choice.value} className={cn("flex cursor-pointer items-center gap-2.5 border-t px-3 py-1.5 first:border-0 has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-ring", choice.value === fault ? "bg-selected" : "hover:bg-accent")}>
              <input type="radio" name="fault" value={choice.value} checked={choice.value === fault} onChange={() => setFault(choice.value)} className="peer sr-only" />
              <span aria-hidden className={cn("size-[15px] shrink-0 rounded-full bg-card", choice.value === fault ? "border-[4.5px] border-primary" : "border-[1.5px] border-input")} />
              <span className="min-w-0"><span className="block font-medium">{choice.title}</span><span className="block text-xs text-muted-foreground">{choice.what}</span></span>
            </label>
          ))}
        </div>
      </fieldset>
      <div className="flex items-start gap-2">
        <Field label="Amount" className="w-[118px] shrink-0" inputMode="decimal" value={amount} onChange={(event) => setAmount(event.target.value)} error={wrong} inputClassName="pr-11" after={<span className="pointer-events-none absolute right-2.5 top-1/2 -translate-y-1/2 text-muted-foreground">{CURRENCY}</span>} />
        <Field label="Idempotency key" className="min-w-0 flex-1" value={trying.key} onChange={(event) => trying.setKey(event.target.value)} spellCheck={false} autoComplete="off" inputClassName="mono pr-9" after={
          <button type="button" aria-label="A new key" onClick={() => trying.setKey(`try-${crypto.randomUUID().slice(0, 6)}`)} className="absolute right-1.5 top-1/2 grid size-6 -translate-y-1/2 place-items-center rounded-md hover:bg-accent"><RefreshCw className="size-3.5" aria-hidden /></button>} />
      </div>
      <div className="flex gap-2">
        <Button type="submit" look="primary" icon={<Send aria-hidden />} disabled={!maySend} className="h-9 flex-1">Send</Button>
        <Button disabled={!maySend || !run?.sent} onClick={() => trying.again(run)} className="h-9">Send the same again</Button>
      </div>
      <LastAnswer trying={trying} />
      <p className="text-xs text-muted-foreground">{maySend ? "Two tabs, a double click, a retry loop: send as often as you like with this key." : "Your role may look, not send."}</p>
    </form>
  );
}

function LastAnswer({ trying: { underWay, last } }: { trying: Trying }) {
  const words = underWay > 0 ? `${underWay} request${underWay === 1 ? " is" : "s are"} under way…`
    : last === null ? "" : "failure" in last ? last.failure : `Answered ${last.answer.status}${last.answer.code ? ` ${last.answer.code}` : ""}${last.answer.replayed ? ", replayed" : ""} after ${last.answer.tookMs} ms.`;
  return <p role="status" className="min-h-4 text-xs">{words}</p>;
}
