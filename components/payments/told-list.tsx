"use client";

import { type PaymentDetail, TOLD_KEPT_MAX } from "@/lib/contract/console/payment-detail";
import { HttpCode } from "../format/http-code";
import { Clock } from "../format/timestamp";
import { Section } from "../ui/section";

/** What the client believes: every request under the key and its answer. Support needs it beside what we believe. */
export function ToldList({ detail }: { detail: PaymentDetail }) {
  const { told, attempts } = detail;
  const aside = `${told.length >= TOLD_KEPT_MAX ? `the last ${TOLD_KEPT_MAX} requests` : `${told.length} request${told.length === 1 ? "" : "s"}`}, ${attempts} attempt${attempts === 1 ? "" : "s"}`;
  return (
    <Section title="What the client was told" aside={aside}>
      {told.length === 0 && <p className="px-4 pb-3.5 text-muted-foreground">Nothing yet; answers appear about a second after they were given.</p>}
      <ol>
        {told.map((answer) => (
          <li key={answer.id} className="flex gap-2.5 border-t px-4 py-2">
            <HttpCode status={answer.httpStatus} />
            <div className="min-w-0 flex-1">
              <div className="flex items-baseline justify-between gap-2"><span className="font-medium">{answer.title}</span><Clock at={answer.at} className="text-xs text-muted-foreground" /></div>
              <p className="line-clamp-3 text-xs text-muted-foreground" title={answer.requestId}>{answer.detail || answer.requestId}</p>
            </div>
          </li>
        ))}
      </ol>
    </Section>
  );
}
