"use client";

import { Copy, FlaskConical } from "lucide-react";
import Link from "next/link";
import type { PaymentFilters } from "@/lib/contract/console/payment-filters";
import { useConsole, useMerchant } from "../shell/console-context";
import { Button, buttonClass } from "../ui/button";
import { useToast } from "../ui/toast";
import type { SetFilters } from "./use-filters";

/** The first run: the request that makes the first payment, ready to be pasted. */
export function NoPayments() {
  const { address } = useConsole();
  const merchant = useMerchant();
  const say = useToast();
  const lines = [`curl ${address}/api/v1/payments \\`, `-H "Authorization: Bearer $LATCHKEY_API_KEY" \\`, `-H "Idempotency-Key: order-1" \\`, `--json '{"amount":4900,"currency":"EUR","paymentMethod":"pm_card_visa"}'`];
  const copy = async () => {
    await navigator.clipboard.writeText(lines.join("\n  "));
    say("Copied", "Put your API key in place of $LATCHKEY_API_KEY.");
  };
  return (
    <div className="grid h-full grid-cols-1 place-items-center overflow-y-auto p-4">
      <div className="-mt-10 w-[560px] min-w-0 max-w-full">
        <h2 className="text-lg tracking-[-0.012em]">No payments yet</h2>
        <p className="text-muted-foreground">They appear here the moment a key is claimed, before anything is sent to the processor. Send the first one:</p>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keyboard. */}
        <pre role="group" tabIndex={0} aria-label="The first request" className="mono mt-4 overflow-x-auto rounded-lg border bg-muted px-4 py-3 leading-5">
          <span className="text-muted-foreground">$ </span>{lines[0]}{"\n    "}{lines[1]?.slice(0, 3)}<span className="text-status-succeeded">{lines[1]?.slice(3, -2)}</span>{" \\\n    "}
          {lines[2]?.slice(0, 3)}<span className="text-status-succeeded">{lines[2]?.slice(3, -2)}</span>{" \\\n    --json "}
          <span className="text-status-succeeded">{`'{"amount":4900,"currency":"EUR",\n             "paymentMethod":"pm_card_visa"}'`}</span>
        </pre>
        <div className="mt-3.5 flex flex-wrap items-center gap-2">
          {merchant?.isSimulator && <Link href={`/try-it?merchant=${encodeURIComponent(merchant.name)}`} className={buttonClass("primary")}><FlaskConical aria-hidden />Try it in the browser</Link>}
          <Button icon={<Copy aria-hidden />} onClick={copy}>Copy</Button>
          <a href="/docs" className="ml-1.5 font-medium text-link hover:underline">Read the API docs</a>
        </div>
      </div>
    </div>
  );
}

/** Filters that nothing matches. */
export function NoMatches({ filters, setFilters }: { filters: PaymentFilters; setFilters: SetFilters }) {
  const { merchant } = filters;
  const word = filters.tab === "all" ? "Nothing matches" : filters.tab === "stuck" ? "Nothing is stuck" : `Nothing is ${filters.tab}`;
  return (
    <div className="grid h-full grid-cols-1 place-items-center p-6">
      <div className="-mt-10 w-[420px] max-w-full">
        <h2 className="text-lg tracking-[-0.012em]">{word}</h2>
        <p className="text-muted-foreground">{filters.tab === "stuck" ? "No payment has been open for longer than the merchant’s threshold." : "No payment of this merchant is in this state under these filters."}</p>
        <Button className="mt-3.5" onClick={() => setFilters({ tab: "all", created: null, from: null, to: null, reference: null, processor: null, merchant })}>Show all payments</Button>
      </div>
    </div>
  );
}
