import { setTimeout as sleep } from "node:timers/promises";
import { CLI } from "@/lib/access/permissions";
import type { RunDetail } from "@/lib/contract/console/run";
import { locatePayment } from "@/lib/payments/locate-payment";
import { advanceRuns } from "@/lib/reconciliation/advance-runs";
import { getRun } from "@/lib/reconciliation/get-run";
import { RUN_TOTAL_MAX, startRun } from "@/lib/reconciliation/start-run";
import { collectPayments } from "./collect-payments";
import { type CommandResult, table } from "./output";

export type Reconcilable = { ids: readonly string[]; stuck?: true; from?: string; to?: string };
type Located = { merchantId: string; paymentId: string };

/** A worker that died in the middle of a chunk gives it back within a minute; ten are a processor that hangs. */
const WAIT_MS = 600_000;
const LOOK_EVERY_MS = 500;

/** Runs a reconciliation for each merchant concerned and waits for the end. A worker helps, but none is needed. */
export async function reconcile(wanted: Reconcilable): Promise<CommandResult> {
  const located = await Promise.all((await idsOf(wanted)).map((id) => locatePayment(CLI, id)));
  if (located.length === 0) return { json: { runs: [] }, text: "There is nothing to ask about." };
  const runs: RunDetail[] = [];
  for (const [merchantId, payments] of Map.groupBy(located, (payment) => payment.merchantId)) runs.push(await runOf(merchantId, payments));
  const rows = runs.flatMap((run) => run.items.map((item) => [item.paymentId, item.statusBefore, item.statusAfter ?? item.status, item.detail]));
  const isWhole = runs.every((run) => run.toGo === 0 && run.notAsked === 0);
  return { json: { runs }, text: table(["PAYMENT", "BEFORE", "NOW", "WHAT THE PROCESSOR SAID"], rows), refused: !isWhole };
}

async function idsOf({ ids, stuck, from, to }: Reconcilable): Promise<readonly string[]> {
  if (ids.length > 0) return ids;
  const tabs = stuck ? (["stuck"] as const) : (["unknown", "pending"] as const);
  const rows = await Promise.all(tabs.map((tab) => collectPayments({ tab, from, to, limit: RUN_TOTAL_MAX })));
  return rows.flat().slice(0, RUN_TOTAL_MAX).map((row) => row.id);
}

async function runOf(merchantId: string, payments: readonly Located[]): Promise<RunDetail> {
  const { runId } = await startRun({ actor: CLI, merchantId, paymentIds: payments.map((payment) => payment.paymentId), reason: "Asked for on the command line.", requestId: null });
  const never = new AbortController().signal;
  for (let waitedMs = 0; ; waitedMs += LOOK_EVERY_MS) {
    await advanceRuns(never);
    const run = await getRun({ actor: CLI, runId });
    if (run.status !== "running" || waitedMs >= WAIT_MS) return run;
    if (run.toGo > 0) await sleep(LOOK_EVERY_MS);
  }
}
