import type { Told } from "@/lib/contract/console/payment-detail";
import type { ToldAnswer } from "@/lib/db/generated/client";
import type { DetailRows } from "./detail-rows";

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
const ROW_WORDS: Readonly<Record<string, string>> = {
  "first 4": "unknown", "first 4b": "pending", "first 5": "accepted", "first 13": "contradicted", "9": "pending", "10": "still open", "13": "contradicted",
};

/** The first request's answer where it is the stored one: it is not noted a second time. */
export type FirstAnswer = { at: Date; httpStatus: number; code: string | null; requestId: string };

/** The stored answer was told to the first request where that request's own send made it. */
export function firstAnswerOf(rows: DetailRows): FirstAnswer | null {
  const { key, sends } = rows;
  const [first] = sends;
  if (!key?.answeredAt || key.answerStatus === null || first?.finishedAt?.getTime() !== key.answeredAt.getTime()) return null;
  return rows.told.some((answer) => answer.row.startsWith("first")) ? null : { at: key.answeredAt, httpStatus: key.answerStatus, code: key.answerCode, requestId: key.requestId };
}

/** What each request under the key was told, newest first. `total` counts those that are no longer kept, too. */
export function presentTold(told: readonly ToldAnswer[], total: number, first: FirstAnswer | null): Told[] {
  const duplicatesBefore = total - told.length;
  let duplicates = duplicatesBefore;
  const presented = told.map((answer) => {
    const isFirst = answer.row.startsWith("first");
    if (!isFirst) duplicates += 1;
    return presentOne(answer, isFirst ? "First request" : `Duplicate ${duplicates}`);
  });
  return [...(first ? [presentFirst(first)] : []), ...presented].reverse();
}

function presentFirst({ at, httpStatus, code, requestId }: FirstAnswer): Told {
  return {
    id: requestId, at: at.toISOString(), httpStatus, requestId, detail: requestId,
    title: `First request: ${(code === null ? undefined : CODE_WORDS[code]) ?? (httpStatus === 201 ? "succeeded" : `answered ${httpStatus}`)}`,
  };
}

function presentOne(answer: ToldAnswer, who: string): Told {
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
