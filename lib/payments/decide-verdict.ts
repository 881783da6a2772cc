import { type Actor, requirePermission } from "@/lib/access/permissions";
import { announceChange } from "@/lib/attempts/change-signal";
import { Draft } from "@/lib/attempts/draft";
import { loadOperation } from "@/lib/attempts/load-operation.sql";
import { saveDrafts } from "@/lib/attempts/save-operation.sql";
import { settleVerdict } from "@/lib/attempts/settle-verdict";
import { appendAudit } from "@/lib/audit/append-audit";
import { onClient } from "@/lib/audit/append-audit.sql";
import { clock } from "@/lib/clock";
import type { Proposal } from "@/lib/db/generated/client";
import type { Queryable } from "@/lib/db/query";
import { transaction } from "@/lib/db/transaction";
import { ProblemError } from "@/lib/errors";
import { encodeId } from "@/lib/id";
import { decideProposal, readProposal, resolveDiscrepancies } from "./proposals.sql";
import type { Verdict } from "./propose-verdict";

export type VerdictDecision = { actor: Actor; merchantId: string; proposalId: string; approve: boolean; comment: string | null; requestId: string | null };

/**
 * A second person approves or refuses a proposed verdict. Approving changes the payment in the same transaction as the
 * decision and the audit event; the proposer can't, and newer evidence voids the proposal.
 */
export async function decideVerdict(decision: VerdictDecision): Promise<"approved" | "refused" | "void"> {
  const { actor, merchantId, proposalId } = decision;
  requirePermission(actor, "verdict.decide", merchantId);
  const proposal = await readProposal(merchantId, proposalId);
  if (!proposal) throw new ProblemError("not_found");
  if (proposal.status !== "open") throw new ProblemError("state_changed", `The proposal is ${proposal.status} already.`);
  if (decision.approve && proposal.proposedBy === actor.email) throw new ProblemError("forbidden", "Whoever proposed it can't approve it: another person has to.");
  const outcome = await transaction(async (client) => {
    const status = decision.approve ? await apply(client, proposal, actor) : "refused";
    const done = await decideProposal(client, { merchantId, id: proposalId, status, decidedBy: actor.email, at: clock.now(), comment: decision.comment });
    if (!done) throw new ProblemError("state_changed", "Somebody else has just decided it.");
    await appendAudit(onClient(client), {
      merchantId, actor, action: `verdict.${status}`, subject: { kind: "payment", id: encodeId("payment", proposal.paymentId) }, reason: decision.comment,
      before: { proposedBy: proposal.proposedBy, reason: proposal.reason }, after: { verdict: proposal.verdict }, requestId: decision.requestId,
    });
    return status;
  });
  announceChange(merchantId, proposal.paymentId);
  return outcome;
}

/** Writes what the verdict says, if the payment is still what the proposer saw. */
async function apply(client: Queryable, proposal: Proposal, actor: Actor): Promise<"approved" | "void"> {
  const state = await loadOperation(proposal.merchantId, proposal.paymentId, client);
  if (!state || state.operation.version !== proposal.paymentVersion) return "void";
  const draft = new Draft(state, clock.now());
  settleVerdict(draft, { verdict: proposal.verdict as Verdict, processorReference: proposal.processorReference, reason: proposal.reason, actors: [proposal.proposedBy, actor.email] });
  const stored = await saveDrafts("settle", [draft], client);
  if (!stored.has(proposal.paymentId)) return "void";
  await resolveDiscrepancies(client, { merchantId: proposal.merchantId, operationId: proposal.paymentId, resolution: `${proposal.verdict}: ${proposal.reason}`, at: draft.now });
  return "approved";
}
