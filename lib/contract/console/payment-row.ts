import type { PaymentTab } from "./payment-filters";
import type { PaymentStatusWord } from "./statuses";

/** Never reached it (no sign of it there), or reached it without a final state. Never read it as "safe to resend". */
export type StuckClass = "no_sign" | "no_final_state";

export type Stuck = { since: string; class: StuckClass };

/** One row of the console's list. Times are ISO 8601, UTC. */
export type PaymentRow = {
  id: string;
  status: PaymentStatusWord;
  amount: number;
  currency: string;
  reference: string | null;
  idempotencyKey: string | null;
  processor: string;
  processorReference: string | null;
  stuck: Stuck | null;
  /** What is known, in words; empty where there is nothing to say. */
  known: string;
  /** Requests under the key after the first one; the last 100 of a key are kept. */
  duplicates: number;
  nextCheckAt: string | null;
  createdAt: string;
};

export type PaymentPage = {
  merchant: string;
  data: PaymentRow[];
  /** Wire ids to page from, or null at either end. */
  older: string | null;
  newer: string | null;
  asOf: string;
};

/** Counts stop here and say "10,000+". */
export const COUNT_MAX = 10_000;

export type PaymentCounts = {
  /** COUNT_MAX + 1 means more than COUNT_MAX; null where counting took too long. */
  counts: Record<PaymentTab, number | null>;
  asOf: string;
};

/** What a pasted key, id or reference was found as. */
export type SearchHit = PaymentRow & { merchant: string; foundBy: "payment" | "key" | "processor reference" | "reference" | "reference begins with" };
export type SearchAnswer = { query: string; hits: SearchHit[]; /** Looking took too long and was stopped. */ stopped: boolean };
