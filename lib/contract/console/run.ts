import type { PaymentStatusWord } from "./statuses";

const RUN_STATUSES = ["running", "aborted", "finished"] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** What became of one payment of a run; "not asked" is retryable and never "failed". */
const RUN_ITEM_STATUSES = ["waiting", "asking", "done", "not_asked", "skipped"] as const;
export type RunItemStatus = (typeof RUN_ITEM_STATUSES)[number];

export type RunSummary = {
  id: string;
  merchant: string;
  status: RunStatus;
  requestedBy: string;
  reason: string;
  total: number;
  asked: number;
  startedAt: string;
  finishedAt: string | null;
};

export type RunItem = {
  paymentId: string;
  status: RunItemStatus;
  statusBefore: PaymentStatusWord;
  statusAfter: PaymentStatusWord | null;
  amount: number;
  currency: string;
  idempotencyKey: string | null;
  detail: string | null;
  askedAt: string | null;
  tookMs: number | null;
};

export type RunDetail = RunSummary & {
  /** How many ended in each status, and how many were not asked or wait. */
  outcome: Record<PaymentStatusWord, number>;
  notAsked: number;
  skipped: number;
  toGo: number;
  items: RunItem[];
};
/** A run's selection: a page of the list and a few more. */
export const RUN_PAYMENTS_MAX = 500;
export const REASON_MAX = 500;
