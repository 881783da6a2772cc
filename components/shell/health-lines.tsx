"use client";

import { useQuery } from "@tanstack/react-query";
import { healthOptions } from "@/lib/queries/health";
import { useNow } from "../format/time-context";
import { ageWords } from "../format/time-words";
import { cn } from "../ui/class-names";
import { useMerchant } from "./console-context";
import { useRefresh } from "./refresh-context";

const DOTS = { good: "bg-status-succeeded-mark", warn: "bg-status-unknown-mark", off: "border-[1.5px] border-input" } as const;
const CONNECTION_WORDS = { answering: ["good", "answering"], failing: ["warn", "failing"], quiet: ["off", "not asked lately"], refused: ["warn", "refuses our credentials"] } as const;

/** One line each for the worker and the merchant's processor; words beside every dot. */
export function HealthLines() {
  const { interval } = useRefresh();
  const { data, isError } = useQuery({ ...healthOptions(), refetchInterval: interval });
  const merchant = useMerchant();
  const nowMs = useNow();
  if (isError) return <Line dot="warn">Latchkey does not answer</Line>;
  if (!data) return <Line dot="off">Asking for the worker’s beat</Line>;
  const connection = data.connections.find((candidate) => candidate.merchant === merchant?.name);
  const beatMs = data.workerBeatAt === null ? null : nowMs - Date.parse(data.workerBeatAt);
  const late = beatMs === null || beatMs > data.workerLateMs;
  const [dot, words] = connection ? CONNECTION_WORDS[connection.state] : (["off", "no processor connected"] as const);
  return (
    <>
      <Line dot={late ? "warn" : "good"}>{beatMs === null ? "No worker has started" : `Worker, beat ${ageWords(beatMs)} ago`}</Line>
      <Line dot={dot}>{connection ? `${connection.name} ${words}` : words}</Line>
    </>
  );
}

function Line({ dot, children }: { dot: keyof typeof DOTS; children: React.ReactNode }) {
  return <div className="flex items-center gap-[7px] text-muted-foreground"><span aria-hidden className={cn("size-[7px] shrink-0 rounded-full", DOTS[dot])} />{children}</div>;
}
