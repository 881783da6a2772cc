"use client";

import { Copy, RefreshCw } from "lucide-react";
import { useState } from "react";
import type { PaymentRow } from "@/lib/contract/console/payment-row";
import { useConsole } from "../shell/console-context";
import { cn } from "../ui/class-names";
import { useToast } from "../ui/toast";
import { ReconcileDialog } from "./reconcile-dialog";
import type { Selection } from "./use-selection";

const act = "settle flex h-8 items-center gap-1.5 rounded-md px-2.5 font-medium hover:bg-inverse-border/60 [&_svg]:size-3.5";

/** What can be done with what is selected, on this page and on others. */
export function SelectionBar({ selection, merchant, onPage }: { selection: Selection; merchant: string | null; onPage: readonly PaymentRow[] }) {
  const [asking, setAsking] = useState(false);
  const { operator } = useConsole();
  const say = useToast();
  if (selection.size === 0) return null;
  const elsewhere = selection.size - onPage.filter((row) => selection.has(row.id)).length;
  const copy = async () => {
    await navigator.clipboard.writeText(selection.ids.join("\n"));
    say(`${selection.size} ids copied`);
  };
  return (
    <>
      <div role="toolbar" aria-label="Selection" className={cn(
        "absolute bottom-5 left-1/2 z-20 flex h-11 max-w-[calc(100%-16px)] -translate-x-1/2 items-center gap-1 overflow-x-auto whitespace-nowrap rounded-xl bg-inverse pl-4 pr-1.5 text-inverse-foreground shadow-float",
        "[--ring:var(--inverse-foreground)] max-sm:bottom-2 max-sm:pl-3",
      )}>
        <span role="status"><strong className="font-semibold">{selection.size} selected</strong>{elsewhere > 0 && <span className="text-inverse-muted">, {elsewhere} on other pages</span>}</span>
        <span aria-hidden className="mx-2 h-5 w-px bg-inverse-border" />
        {operator.mayReconcile && <button type="button" className={act} onClick={() => setAsking(true)}><RefreshCw aria-hidden />Reconcile</button>}
        <button type="button" className={act} onClick={copy}><Copy aria-hidden />Copy ids</button>
        <span aria-hidden className="mx-2 h-5 w-px bg-inverse-border max-sm:hidden" />
        <button type="button" className={cn(act, "px-1.5")} onClick={selection.clear} aria-label="Clear selection"><kbd className="border-inverse-border text-inverse-muted">esc</kbd></button>
      </div>
      <ReconcileDialog open={asking} onOpenChange={setAsking} selection={selection} merchant={merchant} />
    </>
  );
}
