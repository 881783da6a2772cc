import type { Told } from "@/lib/contract/console/payment-detail";
import type { ToldAnswer } from "@/lib/db/generated/client";

const CODE_WORDS: Readonly<Record<string, string>> = {
  payment_declined: "declined",
  processor_unavailable: "processor not reached",
  processor_misconfigured: "credentials refused",
  processor_rejected: "request found wrong",
  idempotency_key_in_use: "still under way",
  payment_already_completed: "done already",
  idempotency_key_reused: "different body",
  idempotency_result_expired: "answer expired",
  payment_contradicted: "contradicted",
  payment_resolved: "resolved as failed",
  reference_in_use: "reference in use",
};

/** Rows of the contract's section 4 whose 202 says more than "open". */
const ROW_WORDS: Readonly<Record<string, string>> = { first: "unknown", "4": "unknown", "4b": "pending", "5": "accepted", "9": "pending", "10": "still open", "13": "contradicted" };

/** What each request under the key was told, newest first. */
export function presentTold(told: readonly ToldAnswer[], total: number): Told[] {
  const before = total - told.length;
  return told.map((answer, index) => presentOne(answer, before + index)).reverse();
}

function presentOne(answer: ToldAnswer, position: number): Told {
  const who = position === 0 ? "First request" : `Duplicate ${position}`;
  return {
    id: answer.id, at: answer.at.toISOString(), httpStatus: answer.httpStatus, requestId: answer.requestId,
    title: `${who}: ${whatWords(answer)}`,
    detail: detailWords(answer),
  };
}

function whatWords({ code, row, httpStatus }: ToldAnswer): string {
  const word = code === null ? undefined : CODE_WORDS[code];
  if (word) return word;
  if (httpStatus === 201) return row === "6" ? "succeeded, the same bytes" : "succeeded";
  if (httpStatus === 402) return "declined";
  return ROW_WORDS[row] ?? (httpStatus === 202 ? "still open" : `answered ${httpStatus}`);
}

function detailWords(answer: ToldAnswer): string {
  const parts: string[] = [];
  if (answer.fingerprint === "different") {
    parts.push(answer.differs.length > 0 ? `Refused; differs in ${answer.differs.join(", ")}. Nothing sent.` : "Refused; nothing sent.");
  }
  if (answer.waitedMs >= 100) parts.push(`Waited ${(answer.waitedMs / 1_000).toFixed(1)} s.`);
  if (answer.retryAfterS !== null) parts.push(`Retry-After ${answer.retryAfterS}.`);
  return parts.join(" ");
}
