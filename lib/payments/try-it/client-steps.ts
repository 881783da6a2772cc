import type { PaymentStatusWord } from "@/lib/contract/console/statuses";
import type { Send, ToldAnswer } from "@/lib/db/generated/client";
import type { DetailRows } from "../detail-rows";
import { firstAnswerOf } from "../told-words";
import type { TimedStep } from "./timed-step";

/** One request of the client and its answer; an answer that is not written down yet ends at infinity. */
export type Exchanged = { startMs: number; endMs: number; different: boolean; steps: TimedStep[] };

type Answered = Pick<ToldAnswer, "id" | "at" | "httpStatus" | "code" | "row" | "retryAfterS" | "waitedMs" | "fingerprint" | "differs">;

/** The client's requests in order, from what each was told. */
export function clientSteps(rows: DetailRows): Exchanged[] {
  const claimedMs = rows.payment.createdAt.getTime();
  const answers = answersOf(rows);
  if (answers.length === 0) {
    return [{ startMs: claimedMs, endMs: Number.POSITIVE_INFINITY, different: false, steps: [request("under-way", claimedMs, true), stored(claimedMs)] }];
  }
  let beforeMs = claimedMs;
  const told = answers.map((answer, index) => {
    const startMs = index === 0 ? claimedMs : startOf(answer, rows.sends, beforeMs);
    beforeMs = answer.at.getTime();
    return exchanged(answer, startMs, index === 0);
  });
  told[0]?.steps.push(stored(claimedMs));
  return told;
}

/** The first answer is noted only where it is not the stored one. */
function answersOf(rows: DetailRows): Answered[] {
  const first = firstAnswerOf(rows);
  const given: Answered[] = first ? [{ id: first.requestId, at: first.at, httpStatus: first.httpStatus, code: first.code, row: "first", retryAfterS: null, waitedMs: 0, fingerprint: "same", differs: [] }] : [];
  return [...given, ...rows.told].sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** When a duplicate came: before it waited, and before a send that it caused. */
function startOf(answer: Answered, sends: readonly Send[], beforeMs: number): number {
  const endMs = answer.at.getTime();
  const own = sends.find((send) => send.at.getTime() > beforeMs && send.at.getTime() <= endMs);
  return Math.min(endMs - answer.waitedMs, own && !answer.row.startsWith("1") ? own.at.getTime() : endMs);
}

const ASIDES: Readonly<Record<string, string>> = {
  "6": "the answer is stored; the processor is not asked", "8c": "the answer is stored; the processor is not asked",
  "9": "waits for the first request", "10": "asks; does not send again",
};

function exchanged(answer: Answered, startMs: number, isFirst: boolean): Exchanged {
  const endMs = answer.at.getTime();
  const words = answer.row === "11" ? `differs in ${answer.differs.join(", ") || "its body"}; nothing is sent` : ASIDES[answer.row];
  const aside: TimedStep[] = words === undefined ? [] : [{ id: `aside.${answer.id}`, kind: "aside", atMs: 0, wallMs: startMs, order: 1, tone: null, text: words }];
  const end: TimedStep = { id: `answer.${answer.id}`, kind: "answer", atMs: 0, wallMs: endMs, order: 9, tone: toneOf(answer), text: answerWords(answer) };
  return { startMs, endMs, different: answer.fingerprint === "different", steps: [request(answer.id, startMs, isFirst), ...aside, end] };
}

const request = (id: string, wallMs: number, isFirst: boolean): TimedStep => ({
  id: `request.${id}`, kind: "request", atMs: 0, wallMs, order: 0, tone: null, text: isFirst ? "POST /payments" : "POST /payments, same key",
});

const stored = (wallMs: number): TimedStep => ({ id: "stored-first", kind: "note", atMs: 0, wallMs, order: 1, tone: "pending", text: "Pending: stored first" });

const PENDING_ROWS: ReadonlySet<string> = new Set(["first 4b", "first 5", "9"]);

function answerWords({ httpStatus, code, row, retryAfterS }: Answered): string {
  const retry = retryAfterS === null ? "" : `, retry after ${retryAfterS} s`;
  if (httpStatus === 201) return row === "6" ? "201, the same bytes, replayed" : "201 payment";
  if (httpStatus === 202) return `202 ${PENDING_ROWS.has(row) ? "pending" : row.endsWith("13") ? "contradicted" : "unknown"}${retry}`;
  return `${httpStatus} ${(code ?? "").replaceAll("_", " ")}${retry}`.trim();
}

function toneOf({ httpStatus, code }: Answered): PaymentStatusWord {
  if (httpStatus === 201 || code === "payment_already_completed") return "succeeded";
  if (httpStatus === 202) return "unknown";
  if (httpStatus === 402) return "declined";
  return code === "payment_contradicted" ? "contradicted" : "failed";
}
