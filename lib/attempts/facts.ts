import type { ObservedObject } from "@/lib/processors/outcome";

/** Why somebody asked the processor. */
export type InquiryTrigger = "schedule" | "duplicate" | "operator" | "opening" | "notification" | "run" | "before_sending" | "after_failure";

/** What one inquiry learnt of one attempt. */
export type Finding =
  | { kind: "objects"; objects: readonly ObservedObject[] }
  | { kind: "not_found"; consistent: boolean }
  | { kind: "inconclusive"; code: string; detail: string; httpStatus: number | null };

/** Evidence to be stored, whatever it leads to. */
export type NewEvidence = {
  id: string;
  attemptId: string;
  source: "inquiry" | "late_answer" | "verdict";
  trigger: string;
  conclusion: string;
  countsForAbsence: boolean;
  processorReference: string | null;
  httpStatus: number | null;
  detail: string;
  body: string | null;
  actor: string | null;
  askedAt: Date;
  answeredAt: Date;
};

export type DiscrepancyKind = "money_after_failure" | "money_after_decline" | "charged_twice" | "amount_differs";

export type NewDiscrepancy = { id: string; kind: DiscrepancyKind; detail: string; facts: { processorReferences: readonly string[]; [fact: string]: unknown } };
