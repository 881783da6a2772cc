"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import Link from "next/link";
import type { PaymentDetail } from "@/lib/contract/console/payment-detail";
import { paymentDetailOptions } from "@/lib/queries/payments";
import { Identifier } from "../format/identifier";
import { PageFrame, useLookOnly } from "../shell/page-frame";
import { useRefresh } from "../shell/refresh-context";
import { Notice } from "../ui/notice";
import { ProblemPanel } from "../ui/problem-panel";
import { ComparePane } from "./compare-pane";
import { DetailsRail } from "./details-rail";
import { PaymentHeader } from "./payment-header";
import { RawEvidencePane } from "./raw-evidence-pane";
import { SameBody } from "./same-body";
import { Timeline } from "./timeline";
import { ToldList } from "./told-list";
import { useAskOnOpening } from "./use-ask-on-opening";
import { WhoDidWhat } from "./who-did-what";

/** One payment: is money at risk, ours beside the processor's, and everything that happened. */
export function PaymentPage({ id }: { id: string }) {
  const { interval } = useRefresh();
  const { data, error, isError, refetch } = useQuery({ ...paymentDetailOptions(id), refetchInterval: interval });
  return (
    <PageFrame live crumb={<>
      <Link href={data ? `/payments?merchant=${encodeURIComponent(data.merchant.name)}` : "/payments"} className="text-muted-foreground hover:underline max-sm:hidden">Payments</Link>
      <ChevronRight className="size-3 shrink-0 text-muted-foreground max-sm:hidden" aria-hidden />
      <Identifier value={id} shown />
    </>}>
      {data ? <Body detail={data} stale={isError} /> : isError ? <ProblemPanel error={error} onRetry={() => void refetch()} safe="The payment is safe; only this page was not read." /> : <div role="status" className="p-6 text-muted-foreground">Reading the payment…</div>}
    </PageFrame>
  );
}

function Body({ detail, stale }: { detail: PaymentDetail; stale: boolean }) {
  const lookOnly = useLookOnly();
  const opening = useAskOnOpening(detail);
  return (
    <div className="min-h-0 flex-1 overflow-y-auto scroll-pb-20">
      <PaymentHeader detail={detail} opening={opening} />
      <div className="grid grid-cols-[minmax(0,1fr)_372px] items-start gap-4 px-6 pb-6 pt-4 max-lg:grid-cols-[minmax(0,1fr)] max-sm:px-4 max-sm:pb-24 max-sm:pt-3">
        <div className="flex min-w-0 flex-col gap-4">
          {stale && <Notice tone="unknown">This page could not be refreshed. It is tried again by itself.</Notice>}
          {lookOnly && <Notice tone="failed">You may look, not change: your role is <b className="font-medium">{lookOnly}</b>.</Notice>}
          <ComparePane detail={detail} />
          <Timeline entries={detail.timeline} />
          <RawEvidencePane evidence={detail.evidence} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <ToldList detail={detail} />
          <SameBody payments={detail.sameBody} />
          <DetailsRail facts={detail.facts} />
          <WhoDidWhat entries={detail.who} />
        </div>
      </div>
    </div>
  );
}
