import { type Actor, requirePermission } from "@/lib/access/permissions";
import { loadOperation } from "@/lib/attempts/load-operation.sql";
import { appendAudit } from "@/lib/audit/append-audit";
import { onClient } from "@/lib/audit/append-audit.sql";
import { clock } from "@/lib/clock";
import { sqlState, transaction } from "@/lib/db/transaction";
import { ProblemError } from "@/lib/errors";
import { encodeId, newId } from "@/lib/id";
import { insertProposal, voidProposals } from "./proposals.sql";

const VERDICTS = ["succeeded", "declined", "failed"] as const;
export type Verdict = (typeof VERDICTS)[number];

export type VerdictProposal = {
  actor: Actor; merchantId: string; paymentId: string; verdict: Verdict;
  /** The processor's id of the money: required for `succeeded`. */
  processorReference: string | null;
  reason: string;
  /** The version that the proposer saw: newer evidence must be looked at first. */
  paymentVersion: number;
  requestId: string | null;
};

/** Long enough for a story, short enough for a table. */
const REASON_MAX = 1_000;

/**
 * Proposes what an unknown or contradicted payment is to be believed as. Nothing changes before another person decides;
 * newer evidence voids it. Returns the proposal's id (UUID).
 */
export async function proposeVerdict(proposal: VerdictProposal): Promise<string> {
  const { actor, merchantId, paymentId, verdict, paymentVersion } = proposal;
  requirePermission(actor, "verdict.propose", merchantId);
  const reason = proposal.reason.trim();
  if (reason.length < 3 || reason.length > REASON_MAX) {
    throw new ProblemError("invalid_request", undefined, { errors: [{ pointer: "/reason", detail: `says why, in 3 to ${REASON_MAX} characters` }] });
  }
  if (verdict === "succeeded" && !proposal.processorReference) {
    throw new ProblemError("invalid_request", undefined, { errors: [{ pointer: "/processorReference", detail: "names the processor's object that holds the money" }] });
  }
  const state = await loadOperation(merchantId, paymentId);
  if (!state) throw new ProblemError("payment_not_found");
  if (state.operation.status !== "unknown" && state.operation.status !== "contradicted") {
    throw new ProblemError("state_changed", `The payment is ${state.operation.status}: there is nothing to decide.`);
  }
  if (state.operation.version !== paymentVersion) throw new ProblemError("state_changed", "There is newer evidence than you saw. Read the payment again.");
  const id = newId();
  try {
    await transaction(async (client) => {
      // One that newer evidence has overtaken makes room.
      await voidProposals(client, { merchantId, paymentId, exceptVersion: paymentVersion, at: clock.now() });
      await insertProposal(client, { merchantId, id, paymentId, paymentVersion, verdict, processorReference: proposal.processorReference, reason, proposedBy: actor.email, at: clock.now() });
      await appendAudit(onClient(client), {
        merchantId, actor, action: "verdict.proposed", subject: { kind: "payment", id: encodeId("payment", paymentId) }, reason,
        before: { status: state.operation.status }, after: { verdict, processorReference: proposal.processorReference }, requestId: proposal.requestId,
      });
    });
  } catch (error) {
    if (sqlState(error) === "23505") throw new ProblemError("state_changed", "Somebody has proposed a verdict already: decide on that one first.");
    throw error;
  }
  return id;
}
