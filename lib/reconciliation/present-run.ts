import type { RunStatus, RunSummary } from "@/lib/contract/console/run";
import type { ReconciliationRun } from "@/lib/db/generated/client";
import { encodeId } from "@/lib/id";
import { countItems, type ItemCount } from "./runs.sql";

const WAITING = new Set(["waiting", "asking"]);

export async function presentRun(row: ReconciliationRun, merchant: string): Promise<RunSummary> {
  return summaryOf(row, merchant, await countItems(row.merchantId, row.id));
}

export function summaryOf(row: ReconciliationRun, merchant: string, counts: readonly ItemCount[]): RunSummary {
  return {
    id: encodeId("run", row.id), merchant, status: row.status as RunStatus, requestedBy: row.requestedBy, reason: row.reason, total: row.total,
    asked: sumOf(counts, ({ status }) => !WAITING.has(status)), startedAt: row.startedAt.toISOString(), finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

export function sumOf(counts: readonly ItemCount[], fits: (count: ItemCount) => boolean): number {
  return counts.filter(fits).reduce((sum, { count }) => sum + Number(count), 0);
}

export function isToGo({ status }: ItemCount): boolean {
  return WAITING.has(status);
}
