"use client";

import { useQuery } from "@tanstack/react-query";
import { tryRunOptions } from "@/lib/queries/try-it";
import { useConsole } from "../shell/console-context";
import { PageFrame, PageTitle } from "../shell/page-frame";
import { useRefresh } from "../shell/refresh-context";
import { Notice } from "../ui/notice";
import { ProblemPanel } from "../ui/problem-panel";
import { Sequence } from "./sequence";
import { TryForm } from "./try-form";
import { TryNumbers } from "./try-numbers";
import { useTry } from "./use-try";

/** While something is on its way every step is worth seeing. */
const WATCH_MS = 700;

/** Pick a fault, send, and watch each step between client, Latchkey and processor. */
export function TryItPage({ merchant, initialKey }: { merchant: string; initialKey: string }) {
  const { merchants, operator } = useConsole();
  const { interval } = useRefresh();
  const trying = useTry(merchant, initialKey);
  const run = useQuery({
    ...tryRunOptions(merchant, trying.key),
    refetchInterval: (query) => {
      const status = query.state.data?.payment?.status;
      return trying.underWay > 0 || trying.isRecent() || status === "pending" || status === "unknown" ? WATCH_MS : interval;
    },
  });
  const known = merchants.find((candidate) => candidate.name === merchant);
  const playable = known?.isSimulator ?? false;
  return (
    <PageFrame crumb={<PageTitle note="simulator only; no money">Try it</PageTitle>}>
      {!playable ? <Notice tone="failed" className="m-5">{merchant || "This merchant"} is not connected to the bundled simulator, so nothing can be tried here. Choose another merchant.</Notice> : (
        <div className="grid min-h-0 flex-1 grid-cols-[320px_minmax(0,1fr)] max-lg:block max-lg:overflow-y-auto">
          <TryForm trying={trying} run={run.data} maySend={operator.mayTry} />
          <section aria-label="What happened" className="flex min-w-0 flex-col gap-3 overflow-y-auto px-6 py-4 max-lg:overflow-visible max-sm:px-4">
            {run.isError && !run.data ? <ProblemPanel error={run.error} onRetry={() => void run.refetch()} /> : (
              <>
                <TryNumbers run={run.data} merchant={merchant} />
                <Sequence run={run.data} merchant={merchant} policy={known?.policy ?? "replay"} />
              </>
            )}
          </section>
        </div>
      )}
    </PageFrame>
  );
}
