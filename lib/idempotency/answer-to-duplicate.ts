import type { Policy } from "@/lib/contract/merchant";
import type { PaymentStatus } from "@/lib/contract/payment";

/** What decides the answer to a duplicate; see the contract's section 4. */
export type DuplicateFacts = {
  sameBody: boolean;
  status: PaymentStatus;
  /** The stored answer: none, kept, or past its retention. */
  answer: "none" | "kept" | "expired";
  /** An operator resolved it from contradicted. */
  resolved: boolean;
  /** The processor found the request itself wrong (3c). */
  rejected: boolean;
  /** Queued, being sent under a live lease, or between the sends of an asynchronous payment. */
  inFlight: boolean;
  /** Fewer attempts than the contract's limit. */
  attemptsLeft: boolean;
};

export type Act =
  /** 422, the fields that differ named. */
  | "different"
  /** The stored answer again, byte for byte. */
  | "replay"
  /** 409 payment_already_completed. */
  | "completed"
  /** 409 idempotency_result_expired, and its 410 under policy conflict. */
  | "expired"
  | "expired_gone"
  /** 409 payment_contradicted. */
  | "contradicted"
  /** 202 with the payment as it is. */
  | "accepted"
  /** Sends again, after the look-ups that the contract's section 6 asks for. */
  | "execute"
  /** Waits for the first request; then answers anew, or 409 idempotency_key_in_use. */
  | "wait_or_in_use"
  /** Waits the same; else 202. Under policy conflict 409 means that the work is done. */
  | "wait_or_accepted"
  /** Asks the processor within the wait, never sends; then answers anew, or 202. */
  | "inquire";

type Pattern = { readonly [Fact in keyof DuplicateFacts]?: DuplicateFacts[Fact] | readonly DuplicateFacts[Fact][] };
export type Row = { row: string; when: Pattern; replay: Act; conflict: Act };

/** Section 4's rows for duplicates, in its order: 11, 13, 12, then 6 to 10. The first that fits applies. */
export const DUPLICATE_ROWS: readonly Row[] = [
  { row: "11", when: { sameBody: false }, replay: "different", conflict: "different" },
  { row: "13", when: { status: "contradicted" }, replay: "contradicted", conflict: "accepted" },
  { row: "12", when: { answer: "expired", status: "succeeded" }, replay: "expired", conflict: "completed" },
  { row: "12", when: { answer: "expired" }, replay: "expired", conflict: "expired_gone" },
  { row: "6", when: { status: "succeeded" }, replay: "replay", conflict: "completed" },
  { row: "8d", when: { resolved: true, status: ["declined", "failed"] }, replay: "replay", conflict: "replay" },
  { row: "7", when: { status: "declined", attemptsLeft: true }, replay: "replay", conflict: "execute" },
  { row: "7", when: { status: "declined" }, replay: "replay", conflict: "replay" },
  { row: "8c", when: { status: "failed", rejected: true }, replay: "replay", conflict: "replay" },
  { row: "8", when: { status: "failed" }, replay: "execute", conflict: "execute" },
  { row: "9", when: { status: "pending", inFlight: true }, replay: "wait_or_in_use", conflict: "wait_or_accepted" },
  { row: "10", when: { status: ["pending", "unknown"] }, replay: "inquire", conflict: "inquire" },
];

export type DuplicateAnswer = { row: string; act: Act };

/** Which row applies to a duplicate, and what it says under the merchant's policy. */
export function answerToDuplicate(facts: DuplicateFacts, policy: Policy): DuplicateAnswer {
  const row = DUPLICATE_ROWS.find(({ when }) => fits(when, facts));
  if (!row) throw new Error(`no row of the contract fits ${JSON.stringify(facts)}`);
  return { row: row.row, act: row[policy] };
}

function fits(when: Pattern, facts: DuplicateFacts): boolean {
  return Object.entries(when).every(([fact, wanted]) => {
    const value = facts[fact as keyof DuplicateFacts];
    return Array.isArray(wanted) ? wanted.includes(value) : wanted === value;
  });
}
