import { inWords } from "@/lib/attempts/finding-in-words";
import { inquire } from "@/lib/attempts/inquire";
import { loadOperation } from "@/lib/attempts/load-operation.sql";
import type { OperationState } from "@/lib/attempts/operation";
import { clock } from "@/lib/clock";
import { env } from "@/lib/env";
import { endItem, finishRun, type RunningRun, runningRuns, takeItems } from "./runs.sql";

const RUNS_AT_ONCE_MAX = 10;
/** Asked about by one sweep of the processor's list. */
const CHUNK_MAX = 100;
/** A chunk's claim outlives the slowest look-up; then another worker takes it over. */
const CLAIM_MARGIN_MS = 10_000;

/** One chunk of every running run. Any number of workers may do this at once; one that dies loses its claim, not the run. */
export async function advanceRuns(signal: AbortSignal): Promise<void> {
  for (const run of await runningRuns(RUNS_AT_ONCE_MAX)) {
    if (signal.aborted) return;
    await advance(run);
  }
}

async function advance(run: RunningRun): Promise<void> {
  const items = await takeItems(run.merchant_id, run.id, CHUNK_MAX, 2 * env().LATCHKEY_PROCESSOR_TIMEOUT_MS + CLAIM_MARGIN_MS);
  if (items.length === 0) {
    await finishRun(run.merchant_id, run.id, clock.now());
    return;
  }
  const states = await Promise.all(items.map(({ payment_id }) => loadOperation(run.merchant_id, payment_id)));
  const asked = Map.groupBy(states.filter((state) => state !== null).filter(openAttempt), (state) => openAttempt(state)?.connectionId ?? "");
  for (const [connectionId, group] of asked) await askGroup(run, connectionId, group);
  for (const state of states) if (state && !openAttempt(state)) await endQuietly(run, state);
}

const openAttempt = (state: OperationState) => state.attempts.find((attempt) => attempt.status === "unknown" || attempt.status === "dispatched");

async function askGroup(run: RunningRun, connectionId: string, group: readonly OperationState[]): Promise<void> {
  const startedMs = clock.monotonicMs();
  const attemptIds = group.map((state) => openAttempt(state)?.id ?? "");
  const inquired = await inquire({ merchantId: run.merchant_id, connectionId, attemptIds, trigger: "run", actor: run.requested_by });
  const tookMs = Math.round(clock.monotonicMs() - startedMs);
  for (const state of group) {
    const answer = inquired.find(({ state: after }) => after.operation.id === state.operation.id);
    const after = answer?.state ?? (await loadOperation(run.merchant_id, state.operation.id)) ?? state;
    const notAsked = answer?.finding.kind === "inconclusive";
    await endItem(run.merchant_id, run.id, {
      paymentId: state.operation.id, status: notAsked ? "not_asked" : "done", statusAfter: after.operation.status, tookMs: answer ? tookMs : null,
      detail: answer ? inWords(answer.finding).detail : "It was asked about a moment ago; that answer stands.",
    });
  }
}

/** Nothing is open any more: it settled between the selection and now. */
async function endQuietly(run: RunningRun, state: OperationState): Promise<void> {
  const queued = state.attempts.some((attempt) => attempt.status === "queued");
  await endItem(run.merchant_id, run.id, {
    paymentId: state.operation.id, status: "done", statusAfter: state.operation.status, tookMs: null,
    detail: queued ? "It was never sent, so there was nothing to ask about." : `Nothing to ask: it is ${state.operation.status}.`,
  });
}

