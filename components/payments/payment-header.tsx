"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Clock as ClockIcon, Radar } from "lucide-react";
import type { PaymentDetail } from "@/lib/contract/console/payment-detail";
import { formatAmount } from "@/lib/money";
import { checkPayment, paymentKeys } from "@/lib/queries/payments";
import { Identifier } from "../format/identifier";
import { useNow } from "../format/time-context";
import { countdownWords } from "../format/time-words";
import { Clock, Timestamp } from "../format/timestamp";
import { Button } from "../ui/button";
import { useToast } from "../ui/toast";
import { StatusBadge } from "./status-badge";
import { StuckFlag } from "./stuck-flag";
import type { useAskOnOpening } from "./use-ask-on-opening";

/** The amount, the status, one sentence, and the one safe act. */
export function PaymentHeader({ detail, opening }: { detail: PaymentDetail; opening: ReturnType<typeof useAskOnOpening> }) {
  const { payment } = detail;
  return (
    <div className="border-b px-6 pb-4 pt-[18px] max-sm:px-4 max-sm:py-3.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <h1 className="text-2xl font-semibold tracking-[-0.025em] max-sm:w-full">
          {formatAmount(payment.amount, payment.currency)}<span className="ml-1.5 text-base font-medium tracking-normal text-muted-foreground">{payment.currency}</span>
        </h1>
        <span key={payment.status}><StatusBadge status={payment.status} large /></span>
        {payment.stuck && <StuckFlag stuck={payment.stuck} large />}
        {detail.canAsk && <CheckNow detail={detail} opening={opening.asking} />}
      </div>
      <p className="mt-2">{detail.sentence.map((part) => (part.strong ? <b key={part.text} className="font-medium">{part.text}</b> : <span key={part.text}>{part.text}</span>))}</p>
      <div className="mt-[7px] flex flex-wrap items-center gap-x-[18px] gap-y-1.5 text-xs text-muted-foreground">
        {payment.nextCheckAt && <NextCheck at={payment.nextCheckAt} />}
        {payment.idempotencyKey && <span className="flex items-center gap-[5px]">Key <Identifier value={payment.idempotencyKey} head={14} tail={6} shown /></span>}
        {payment.reference && <span>Reference <span className="text-foreground">{payment.reference}</span></span>}
        <span className="max-sm:hidden">Created <Timestamp at={payment.createdAt} /></span>
        {opening.failed && <span role="status">The processor could not be asked on opening.</span>}
      </div>
    </div>
  );
}

function NextCheck({ at }: { at: string }) {
  const leftMs = Date.parse(at) - useNow();
  return (
    <span className="flex items-center gap-[5px] text-foreground">
      <ClockIcon className="size-3.5" aria-hidden /><b className="font-medium">{leftMs <= 0 ? "Next check is due" : `Next check in ${countdownWords(leftMs)}`}</b> <Clock at={at} />
    </span>
  );
}

function CheckNow({ detail, opening }: { detail: PaymentDetail; opening: boolean }) {
  const client = useQueryClient();
  const say = useToast();
  const { payment, processorName } = detail;
  const check = useMutation({
    mutationFn: () => checkPayment(payment.id, "operator"),
    onSuccess: (answer) => say(answer.asked ? `Asked ${processorName}` : answer.conclusion === "nothing_to_ask" ? "Nothing to ask" : "Asked a moment ago", answer.detail),
    onError: (error) => say(`${processorName} was not asked`, error.message, "error"),
    onSettled: () => Promise.all([
      client.invalidateQueries({ queryKey: paymentKeys.detail(payment.id), exact: true }),
      client.invalidateQueries({ queryKey: paymentKeys.lists() }),
    ]),
  });
  return (
    <div className="ml-auto flex gap-2 max-sm:fixed max-sm:inset-x-0 max-sm:bottom-14 max-sm:z-20 max-sm:ml-0 max-sm:border-t max-sm:bg-card max-sm:px-4 max-sm:py-2.5">
      <Button look="primary" icon={<Radar aria-hidden />} busy={(check.isPending || opening) && "Asking"} onClick={() => check.mutate()} className="max-sm:flex-1">Check now</Button>
    </div>
  );
}
