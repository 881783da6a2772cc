import { setTimeout as sleep } from "node:timers/promises";
import { clock } from "@/lib/clock";
import { env } from "@/lib/env";
import { mustLoad } from "./close-attempt";
import { latestEvidence } from "./evidence.sql";
import { attemptsToLookUpAgain, INQUIRY_EVERY_MS, inquire } from "./inquire";
import { inquiryState } from "./inquiry-claim.sql";
import type { OperationState } from "./operation";

export type BeforeSending =
  /** Every earlier attempt is as good as none. */
  | { kind: "clear"; state: OperationState }
  /** It is not what it was: money was found, or somebody else changed it. */
  | { kind: "moved" }
  /** Somebody could not be asked, or proves nothing: nothing may be sent. */
  | { kind: "inconclusive"; state: OperationState };

/** Ended enough to be as good as none. */
const CLEAR = new Set(["not_found", "found_declined", "found_canceled"]);

/**
 * Before a failed or declined operation sends again, each attempt with an unproven send is looked up once more. Money,
 * or an object that may yet take it, has then made the payment contradicted.
 */
export async function lookUpBeforeSending(before: OperationState): Promise<BeforeSending> {
  const { merchantId, id, status } = before.operation;
  let clear = true;
  // At most the contract's 15 attempts, one after the other: each look may settle what the next one needs to know.
  for (const attempt of attemptsToLookUpAgain(before)) {
    const [answer] = await inquire({ merchantId, connectionId: attempt.connectionId, attemptIds: [attempt.id], trigger: "before_sending", actor: null });
    if (answer) {
      const { finding } = answer;
      clear &&= finding.kind === "objects" || (finding.kind === "not_found" && finding.consistent);
    } else clear &&= await wasJustClear(merchantId, id, attempt.id);
  }
  const state = await mustLoad(merchantId, id);
  // A look-up that changes nothing raises no version: a higher one is somebody else's doing, and has not been looked up.
  if (state.operation.status !== status || state.operation.version !== before.operation.version) return { kind: "moved" };
  return { kind: clear ? "clear" : "inconclusive", state };
}

/** How often an inquiry that somebody else has under way is looked after. */
const LOOK_EVERY_MS = 100;

/** Somebody else is asking, or asked less than 5 s ago: the answer is shared. */
async function wasJustClear(merchantId: string, operationId: string, attemptId: string): Promise<boolean> {
  // One look-up takes as long as its processor may; a longer inquiry is not waited for.
  for (let waitedMs = 0; waitedMs < env().LATCHKEY_PROCESSOR_TIMEOUT_MS; waitedMs += LOOK_EVERY_MS) {
    if (!(await inquiryState(merchantId, attemptId)).underway) break;
    await sleep(LOOK_EVERY_MS);
  }
  const evidence = await latestEvidence(merchantId, operationId, attemptId);
  // Twice the interval: the claim's clock is the database's, this one is ours.
  return evidence !== null && CLEAR.has(evidence.conclusion) && clock.now().getTime() - evidence.askedAt.getTime() < 2 * INQUIRY_EVERY_MS;
}
