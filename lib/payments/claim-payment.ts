import { FURTHER_LANE_FROM, GroupCommit } from "@/lib/db/group-commit";
import { isStorageFailure, sqlState } from "@/lib/db/transaction";
import { observeBatch } from "@/lib/metrics";
import { claimPayments, operationOfKey, type PaymentClaim } from "./claim-payment.sql";

export type ClaimVerdict = "claimed" | "taken" | "reference_in_use" | "in_doubt";

/** The merchant and its key: a batch holds it once, and batches lock in its order. */
const keyOf = ({ state }: PaymentClaim) => `${state.operation.merchantId} ${state.key?.key}`;
const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));

const lane = new GroupCommit<PaymentClaim, boolean>({
  lanesMax: 2,
  furtherLaneFrom: FURTHER_LANE_FROM,
  // One statement with 64 claims stays well under a millisecond of planning and locks.
  batchSizeMax: 64,
  keyOf,
  merchantOf: ({ state }) => state.operation.merchantId,
  onBatch: (size) => observeBatch("claim", size),
  runBatch: async (claims) => {
    const sorted = claims.toSorted((a, b) => compare(keyOf(a), keyOf(b)));
    const claimed = await claimPayments(sorted);
    return claims.map(({ state }) => claimed.has(state.operation.id));
  },
});

/**
 * Claims the key and stores everything that must stand before a byte goes to the processor. `in_doubt`: the database
 * went away and could not say whether it was stored; nothing may be sent.
 */
export async function claimPayment(claim: PaymentClaim): Promise<ClaimVerdict> {
  try {
    return (await lane.submit(claim)) ? "claimed" : "taken";
  } catch (error) {
    if (isStorageFailure(error)) return await readBack(claim);
    if (sqlState(error) === "23505") return "reference_in_use";
    throw error;
  }
}

async function isOurs({ state }: PaymentClaim): Promise<boolean> {
  return (await operationOfKey(state.operation.merchantId, state.key?.key ?? "")) === state.operation.id;
}

async function readBack(claim: PaymentClaim): Promise<ClaimVerdict> {
  try {
    return (await isOurs(claim)) ? "claimed" : "in_doubt";
  } catch {
    return "in_doubt";
  }
}
