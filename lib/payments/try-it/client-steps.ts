import type { ToldAnswer } from "@/lib/db/generated/client";
import type { PaymentStatusWord } from "@/lib/contract/console/statuses";
import type { DetailRows } from "../detail-rows";
import type { TimedStep } from "./sequence";

/** One request of the client and its answer; an answer that is not written down yet ends at infinity. */
export type Exchanged = { startMs: number; endMs: number; different: boolean; steps: TimedStep[] };

/** The client's requests in order, from what each was told. */
export function clientSteps(rows: DetailRows): Exchanged[] {
  const claimedMs = rows.payment.createdAt.getTime();
  const first = rows.told.find((answer) => answer.requestId === firstRequest(rows)) ?? rows.told[0];
  const told = rows.told.map((answer) => exchanged(answer, answer === first ? claimedMs : answer.at.getTime() - answer.waitedMs, answer === first));
  const isUnderWay = rows.told.length === 0;
  if (isUnderWay) return [{ startMs: claimedMs, endMs: Number.POSITIVE_INFINITY, different: false, steps: [request("under-way", claimedMs, true), stored(claimedMs)] }];
  told[0]?.steps.push(stored(claimedMs));
  return told;
}

const firstRequest = (rows: DetailRows): string | null => {
  const created = rows.events[0]?.data as { requestId?: unknown } | null | undefined;
  return typeof created?.requestId === "string" ? created.requestId : null;
};

function exchanged(answer: ToldAnswer, startMs: number, isFirst: boolean): Exchanged {
  const endMs = answer.at.getTime();
  const steps = [request(answer.id, startMs, isFirst)];
  if (answer.row === "6" || answer.row === "8c") steps.push({ id: `stored.${answer.id}`, kind: "aside", atMs: 0, wallMs: startMs, order: 1, tone: null, text: "the answer is stored; the processor is not asked" });
  if (answer.row === "11") steps.push({ id: `different.${answer.id}`, kind: "aside", atMs: 0, wallMs: startMs, order: 1, tone: null, text: `differs in ${answer.differs.join(", ") || "its body"}; nothing is sent` });
  if (answer.row === "10") steps.push({ id: `asks.${answer.id}`, kind: "aside", atMs: 0, wallMs: startMs, order: 1, tone: null, text: "asks; does not send again" });
  steps.push({ id: `answer.${answer.id}`, kind: "answer", atMs: 0, wallMs: endMs, order: 9, tone: toneOf(answer), text: answerWords(answer) });
  return { startMs, endMs, different: answer.fingerprint === "different", steps };
}

const request = (id: string, wallMs: number, isFirst: boolean): TimedStep => ({
  id: `request.${id}`, kind: "request", atMs: 0, wallMs, order: 0, tone: null, text: isFirst ? "POST /payments" : "POST /payments, same key",
});

const stored = (wallMs: number): TimedStep => ({ id: "stored-first", kind: "note", atMs: 0, wallMs, order: 1, tone: "pending", text: "Pending: stored first" });

function answerWords({ httpStatus, code, row, retryAfterS }: ToldAnswer): string {
  const retry = retryAfterS === null ? "" : `, retry after ${retryAfterS} s`;
  if (httpStatus === 201) return row === "6" ? "201, the same bytes, replayed" : "201 payment";
  if (httpStatus === 202) return `202 ${row === "4b" || row === "5" || row === "9" ? "pending" : row === "13" ? "contradicted" : "unknown"}${retry}`;
  return `${httpStatus} ${(code ?? "").replaceAll("_", " ")}${retry}`.trim();
}

function toneOf({ httpStatus, code }: ToldAnswer): PaymentStatusWord {
  if (httpStatus === 201 || code === "payment_already_completed") return "succeeded";
  if (httpStatus === 202) return "unknown";
  if (httpStatus === 402) return "declined";
  return code === "payment_contradicted" ? "contradicted" : "failed";
}
