"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { REASON_MAX } from "@/lib/contract/console/run";
import { runKeys, startRun } from "@/lib/queries/runs";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Field, TextArea } from "../ui/field";
import { Notice } from "../ui/notice";
import type { Selection } from "./use-selection";

/** Above this the number is typed: a slip of the hand should not ask about a hundred payments. */
const TYPED_ABOVE = 100;

type Props = { open: boolean; onOpenChange(open: boolean): void; selection: Selection; merchant: string | null };

/** A reason, and a run begins. Asking never charges, so one person may do it. */
export function ReconcileDialog({ open, onOpenChange, selection, merchant }: Props) {
  const [wrong, setWrong] = useState<{ reason?: string; count?: string }>({});
  const router = useRouter();
  const client = useQueryClient();
  const start = useMutation({
    mutationFn: (reason: string) => startRun({ merchant: merchant ?? "", paymentIds: [...selection.ids], reason }),
    onSuccess: async ({ id }) => {
      selection.clear();
      await client.invalidateQueries({ queryKey: runKeys.lists() });
      router.push(`/reconciliation/${id}?merchant=${encodeURIComponent(merchant ?? "")}`);
    },
  });
  const typed = selection.size > TYPED_ABOVE;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const reason = String(form.get("reason") ?? "").trim();
    const count = String(form.get("count") ?? "").trim();
    if (reason === "") return setWrong({ reason: "Say why, for whoever reads the audit trail." });
    if (typed && count !== String(selection.size)) return setWrong({ count: `This is ${count || "empty"}, the count is ${selection.size}` });
    setWrong({});
    start.mutate(reason);
  };
  const noun = `${selection.size} payment${selection.size === 1 ? "" : "s"}`;
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={`Ask the processor about ${noun}`} description="Asking never charges. It can only turn unknown into known. Payments that are final already are skipped.">
      <form onSubmit={submit} className="mt-4 flex flex-col gap-3.5">
        <TextArea label="Reason" name="reason" maxLength={REASON_MAX} required hint="Goes into the audit trail, with the run." error={wrong.reason} autoFocus />
        {typed && <Field label={`Type ${selection.size} to confirm`} name="count" inputMode="numeric" autoComplete="off" hint={`Asked above ${TYPED_ABOVE} rows.`} error={wrong.count} />}
        {start.error && <Notice tone="contradicted"><span role="alert">{start.error.message}</span></Notice>}
        <div className="flex justify-end gap-2">
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button type="submit" look="primary" busy={start.isPending && "Starting"}>Reconcile {noun}</Button>
        </div>
      </form>
    </Dialog>
  );
}
