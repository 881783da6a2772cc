import type { Proposal } from "@/lib/db/generated/client";
import { type Queryable, query } from "@/lib/db/query";

const COLUMNS = `merchant_id AS "merchantId", id, payment_id AS "paymentId", payment_version AS "paymentVersion", verdict, processor_reference AS "processorReference",
  reason, status, proposed_by AS "proposedBy", proposed_at AS "proposedAt", decided_by AS "decidedBy", decided_at AS "decidedAt", comment`;

export type NewProposal = {
  merchantId: string; id: string; paymentId: string; paymentVersion: number; verdict: string; processorReference: string | null; reason: string; proposedBy: string; at: Date;
};

/** Throws 23505 where the payment has an open proposal (proposals_one_open). */
export async function insertProposal(on: Queryable, row: NewProposal): Promise<void> {
  await query("insert_proposal", `
    INSERT INTO proposals (merchant_id, id, payment_id, payment_version, verdict, processor_reference, reason, proposed_by, proposed_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
  [row.merchantId, row.id, row.paymentId, row.paymentVersion, row.verdict, row.processorReference, row.reason, row.proposedBy, row.at], on);
}

/** Open proposals that were made on an older version than the payment's: newer evidence voids them. */
export async function voidProposals(on: Queryable, which: { merchantId: string; paymentId: string; exceptVersion: number; at: Date }): Promise<void> {
  await query("void_proposals", `
    UPDATE proposals SET status = 'void', decided_at = $4 WHERE merchant_id = $1 AND payment_id = $2 AND status = 'open' AND payment_version <> $3`,
  [which.merchantId, which.paymentId, which.exceptVersion, which.at], on);
}

export async function readProposal(merchantId: string, id: string): Promise<Proposal | null> {
  const [row] = await query<Proposal>("read_proposal", `SELECT ${COLUMNS} FROM proposals WHERE merchant_id = $1 AND id = $2`, [merchantId, id]);
  return row ?? null;
}

/** Decides an open proposal once: false where somebody was quicker. The proposer is kept out by the WHERE and by a CHECK. */
export async function decideProposal(
  on: Queryable, decision: { merchantId: string; id: string; status: "approved" | "refused" | "void"; decidedBy: string; at: Date; comment: string | null },
): Promise<boolean> {
  const rows = await query("decide_proposal", `
    UPDATE proposals SET status = $3, decided_by = $4, decided_at = $5, comment = $6
    WHERE merchant_id = $1 AND id = $2 AND status = 'open' AND ($3 <> 'approved' OR proposed_by <> $4) RETURNING id`,
  [decision.merchantId, decision.id, decision.status, decision.decidedBy, decision.at, decision.comment], on);
  return rows.length === 1;
}

/** Discrepancies of a payment end with the verdict that resolves it. */
export async function resolveDiscrepancies(on: Queryable, which: { merchantId: string; operationId: string; resolution: string; at: Date }): Promise<void> {
  await query("resolve_discrepancies", `
    UPDATE discrepancies SET status = 'resolved', resolved_at = $3, resolution = $4
    WHERE merchant_id = $1 AND operation_id = $2 AND status <> 'resolved'`, [which.merchantId, which.operationId, which.at, which.resolution], on);
}
