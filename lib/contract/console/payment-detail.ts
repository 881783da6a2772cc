import type { PaymentRow } from "./payment-row";
import type { PaymentStatusWord } from "./statuses";

/** A sentence in pieces; the strong ones carry the weight. */
export type Sentence = { text: string; strong?: boolean }[];

export type CompareCell =
  | { kind: "status"; status: PaymentStatusWord }
  | { kind: "money"; amount: number; currency: string }
  | { kind: "code"; text: string }
  | { kind: "text"; text: string }
  | { kind: "time"; at: string }
  | { kind: "none" };

const VERDICT_KINDS = ["same", "within", "waiting", "differs", "only_there", "not_compared"] as const;
export type CompareVerdict = { kind: (typeof VERDICT_KINDS)[number]; text: string };
export type CompareRow = { field: string; ours: CompareCell; theirs: CompareCell; verdict: CompareVerdict };

/** Ours beside the processor's, as of the newest evidence that holds an object. */
export type Compare = { asOf: string; how: string; rows: CompareRow[] };

export type TimelineIcon = "next" | "found" | "nothing" | "silent" | "person" | "notification" | "sent" | "queued" | "claimed" | "fact" | PaymentStatusWord;
export type TimelineEntry = {
  id: string;
  at: string;
  group: "next" | "attempt" | "inquiry" | "fact";
  icon: TimelineIcon;
  tone: PaymentStatusWord | null;
  title: string;
  detail: string;
};

/** What is kept of one key: the contract's last 100 answers. */
export const TOLD_KEPT_MAX = 100;

export type Told = { id: string; at: string; httpStatus: number; title: string; detail: string; requestId: string };

/** A raw answer as it was kept: text, so that every digit of a number stays. */
export type RawEvidence = { id: string; at: string; label: string; httpStatus: number | null; body: string };

export type WhoDidWhat = { id: string; at: string; actor: string; action: string; reason: string | null };

export type PaymentDetail = {
  payment: PaymentRow & { paymentMethod: string; description: string | null; metadata: Record<string, string>; declineCode: string | null; failureCode: string | null };
  /** Is money at risk, and what happens next. */
  sentence: Sentence;
  merchant: { name: string; policy: string };
  processorName: string;
  compare: Compare | null;
  timeline: TimelineEntry[];
  told: Told[];
  evidence: RawEvidence[];
  facts: { label: string; value: string; copy?: string }[];
  who: WhoDidWhat[];
  /** The same body under other keys, close in time: both may be meant. */
  sameBody: { id: string; status: PaymentStatusWord; idempotencyKey: string | null; createdAt: string }[];
  attempts: number;
  /** Opening or pressing Check now may ask: it is open and was sent. */
  canAsk: boolean;
  version: number;
  asOf: string;
};

/** What an inquiry came to, for the button that asked. */
export type CheckAnswer = { conclusion: string; detail: string; asked: boolean };
