import { clock } from "@/lib/clock";
import { env } from "@/lib/env";
import { Draft } from "./draft";
import { loadOperation } from "./load-operation.sql";
import type { OperationState } from "./operation";
import { saveOperation } from "./save-operation";
import type { SettleTerms } from "./settle-send";

/** Writers of one operation are few (a sender, a worker, a notification, an operator); each round one of them gets through. */
const ROUNDS_MAX = 12;

/**
 * The one way an operation changes: decide on a state, store it if nothing moved meanwhile, else read again and decide
 * again. `decide` fills the draft and is called once a round; a draft that it leaves empty changes nothing.
 * Synchronous requests, the worker, notifications and operators all close attempts through here.
 */
export async function changeOperation(
  known: OperationState | { merchantId: string; operationId: string }, decide: (draft: Draft) => void,
): Promise<{ state: OperationState; changed: boolean }> {
  const { merchantId, operationId } = "operation" in known ? { merchantId: known.operation.merchantId, operationId: known.operation.id } : known;
  let state = "operation" in known ? known : await mustLoad(merchantId, operationId);
  for (let round = 1; round <= ROUNDS_MAX; round += 1) {
    const draft = new Draft(state, clock.now());
    decide(draft);
    if (draft.isEmpty && draft.evidence.length === 0) return { state, changed: false };
    const saved = await saveOperation(draft);
    if (saved) return { state: saved, changed: true };
    state = await mustLoad(merchantId, operationId);
  }
  throw new Error(`operation ${operationId} changed ${ROUNDS_MAX} times while it was being changed`);
}

export async function mustLoad(merchantId: string, operationId: string): Promise<OperationState> {
  const state = await loadOperation(merchantId, operationId);
  if (!state) throw new Error(`operation ${operationId} is gone`);
  return state;
}

/** Waiting times of recovery, from the settings. */
export function settleTerms(): SettleTerms {
  const { LATCHKEY_RECOVERY_SCHEDULE: schedule } = env();
  const step = (count: number) => schedule[Math.min(count, schedule.length - 1)] ?? 5_000;
  return { checkAfterMs: (count) => withJitter(step(count)), resendAfterMs: step(0) };
}

/** ±10 %: what became unknown together is not asked about together for ever. */
export function withJitter(ms: number): number {
  return Math.round(ms * (0.9 + 0.2 * Math.random()));
}
