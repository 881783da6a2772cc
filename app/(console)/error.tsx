"use client";

import { PageFrame, PageTitle } from "@/components/shell/page-frame";
import { ProblemPanel } from "@/components/ui/problem-panel";

export default function ConsoleError({ error, reset }: { error: Error & { digest?: string }; reset(): void }) {
  return (
    <PageFrame crumb={<PageTitle>Something broke</PageTitle>}>
      <ProblemPanel error={error} onRetry={reset} safe={`Payments are safe and still being processed; only this page could not be drawn.${error.digest ? ` Quote ${error.digest} to whoever runs this installation.` : ""}`} />
    </PageFrame>
  );
}
