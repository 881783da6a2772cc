"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleX, RefreshCw } from "lucide-react";
import type { RunDetail } from "@/lib/contract/console/run";
import { actOnRun, runKeys } from "@/lib/queries/runs";
import { Clock } from "../format/timestamp";
import { useConsole } from "../shell/console-context";
import { Button } from "../ui/button";
import { useToast } from "../ui/toast";
import { RunProgress } from "./run-progress";
import { RunStatusBadge } from "./run-status-badge";

/** What was asked and why, how far it is, and the acts that its state allows. */
export function RunHeader({ run }: { run: RunDetail }) {
  const { operator } = useConsole();
  return (
    <div className="border-b px-6 py-[18px] max-sm:px-4">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <h1 className="flex flex-wrap items-center gap-x-3 text-xl font-semibold tracking-[-0.018em]">
            <span role="status">{run.total - run.toGo - run.notAsked - run.skipped} of {run.total} asked</span><RunStatusBadge status={run.status} />
          </h1>
          <p className="text-muted-foreground">Started <Clock at={run.startedAt} /> by {run.requestedBy} · “{run.reason}”</p>
        </div>
        {operator.mayReconcile && <Acts run={run} />}
      </div>
      <RunProgress run={run} />
    </div>
  );
}

function Acts({ run }: { run: RunDetail }) {
  const client = useQueryClient();
  const say = useToast();
  const act = useMutation({
    mutationFn: (what: "abort" | "retry") => actOnRun(run.id, what),
    onError: (error) => say("Nothing changed", error.message, "error"),
    onSettled: () => client.invalidateQueries({ queryKey: runKeys.all }),
  });
  if (run.status === "running") return <Button look="danger" icon={<CircleX aria-hidden />} busy={act.isPending && "Aborting"} onClick={() => act.mutate("abort")}>Abort</Button>;
  if (run.notAsked === 0) return null;
  return <Button icon={<RefreshCw aria-hidden />} busy={act.isPending && "Starting"} onClick={() => act.mutate("retry")}>Retry the {run.notAsked}</Button>;
}
