import { mustLoad } from "@/lib/attempts/close-attempt";
import type { OperationState } from "@/lib/attempts/operation";
import { clock } from "@/lib/clock";
import type { ApiAnswer } from "@/lib/contract/api-answer";
import { WAIT_DEFAULT_S } from "@/lib/contract/idempotency-policy";
import { type Act, answerToDuplicate } from "@/lib/idempotency/answer-to-duplicate";
import type { FingerprintSource } from "@/lib/idempotency/fingerprint";
import { askForDuplicate } from "./ask-for-duplicate";
import { awaitSettlement } from "./await-settlement";
import type { CreateRequest } from "./create-request";
import { differingFields, duplicateFacts, isSameBody } from "./duplicate-facts";
import { type ClaimedKey, readClaimedKey } from "./duplicate-facts.sql";
import { executeAgain } from "./execute-again";
import { noteAnswer } from "./note-answer";
import { acceptedAnswer, adviceFor, contradictedAnswer, keptAnswer, paymentProblem } from "./payment-answers";

/** Row 7 lets a key execute 15 times at most; each costs a round of waiting and perhaps one of losing the race to send. */
const ROUNDS_MAX = 40;

type Round = { request: CreateRequest; source: FingerprintSource; key: ClaimedKey; waitMs: number; asked: boolean; isLast: boolean };
type Told = { answer: ApiAnswer; row: string; differs: string[] };

/** A duplicate, from its first look to its answer: rows 6 to 13, waiting and asking as they say. */
export async function answerDuplicate(request: CreateRequest, source: FingerprintSource, claimed: ClaimedKey): Promise<ApiAnswer> {
  const startedMs = clock.monotonicMs();
  const patienceMs = patienceOf(request) * 1_000;
  let key = claimed;
  let asked = false;
  for (let round = 1; ; round += 1) {
    const isLast = round >= ROUNDS_MAX;
    const waitMs = isLast ? 0 : patienceMs - (clock.monotonicMs() - startedMs);
    const step = await takeStep({ request, source, key, waitMs, asked, isLast });
    if ("answer" in step) {
      noteAnswer(request, key.operation_id, step.answer, { ...step, waitedMs: clock.monotonicMs() - startedMs });
      return step.answer;
    }
    asked ||= step.asked;
    key = (await readClaimedKey(request.merchant.id, request.key)) ?? key;
  }
}

/** A duplicate that says respond-async never waits, nor does one of an asynchronous merchant. */
function patienceOf({ prefer, merchant }: CreateRequest): number {
  return prefer.respondAsync || merchant.answer === "async" ? 0 : (prefer.waitS ?? WAIT_DEFAULT_S);
}

/** One look at the table: an answer, or what has to happen before the next look. */
async function takeStep(round: Round): Promise<Told | { asked: boolean }> {
  const { request, key } = round;
  const stored = () => mustLoad(request.merchant.id, key.operation_id);
  // Where the secret of the stored fingerprint is gone, the stored fields decide.
  const sameBody = isSameBody(key, round.source) ?? differingFields(request.body, (await stored()).operation).length === 0;
  const { row, act } = answerToDuplicate(duplicateFacts(key, sameBody), request.merchant.policy);
  if (act === "execute") {
    const answer = await executeAgain(request, key);
    if (answer) return { answer, row, differs: [] };
    if (!round.isLast) return { asked: round.asked };
  }
  if (act === "wait_or_in_use" || act === "wait_or_accepted") {
    // Until the outcome is definite, or the first request's send ends some other way: then the table is asked again.
    const waited = await awaitSettlement(request.merchant.id, key.operation_id, { sinceVersion: key.version, waitMs: round.waitMs });
    if (waited) return { asked: round.asked };
  }
  if (act === "inquire" && !round.asked) {
    await askForDuplicate(request, key, round.waitMs);
    return { asked: true };
  }
  const differs = act === "different" ? spelledDifferently(differingFields(request.body, (await stored()).operation)) : [];
  const state = NEEDS_NO_STATE.has(act) ? null : await stored();
  // It moved between the table and here: the table is asked again, and tells what the first request was told.
  if (state && state.operation.version !== key.version && !round.isLast) return { asked: round.asked };
  return { answer: marked(request, key, render(act, round, state, differs)), row, differs };
}

/** Told from the key's row alone. */
const NEEDS_NO_STATE: ReadonlySet<Act> = new Set(["different", "replay", "completed"]);

function render(act: Act, { request, key }: Round, state: OperationState | null, differs: readonly string[]): ApiAnswer {
  const payment = { id: key.operation_id, status: key.status };
  const never = { sameKey: false, newKey: false, afterSeconds: null };
  switch (act) {
    case "different":
      return paymentProblem("idempotency_key_reused", request, payment, { retry: never, members: { differs } });
    case "replay":
      return replayed(key);
    case "completed":
      return paymentProblem("payment_already_completed", request, payment, { retry: never, completed: true });
  }
  if (!state) throw new Error(`the answer ${act} needs the payment`);
  const neverWaits = request.prefer.respondAsync || request.merchant.answer === "async";
  if (act === "contradicted") return contradictedAnswer(state, request);
  if (act === "wait_or_in_use" && !neverWaits) return paymentProblem("idempotency_key_in_use", request, payment, { retry: adviceFor(state), completed: false });
  if (act !== "expired" && act !== "expired_gone") return acceptedAnswer(state, request);
  const status = act === "expired_gone" ? 410 : 409;
  return paymentProblem("idempotency_result_expired", request, payment, { status, retry: adviceFor(state), completed: status === 409 ? key.status === "succeeded" : undefined });
}

/** The first answer again, byte for byte, marked as a replay. */
function replayed(key: ClaimedKey): ApiAnswer {
  const answer = keptAnswer(key.operation_id, { status: key.answer_status ?? 500, code: key.answer_code, body: key.answer_body ?? "", expiresAt: key.expires_at });
  return { ...answer, headers: { ...answer.headers, "Idempotent-Replayed": "true", "Original-Request-Id": key.request_id } };
}

/** The currency is stored in upper case: where no field differs but the body does, its spelling is what differs. */
const spelledDifferently = (differs: string[]) => (differs.length > 0 ? differs : ["/currency"]);

/** `Idempotency-Expires` stands in every answer about a key that has a stored answer. */
function marked({ prefer }: CreateRequest, key: ClaimedKey, answer: ApiAnswer): ApiAnswer {
  const expires: Record<string, string> = key.expires_at ? { "Idempotency-Expires": key.expires_at.toISOString() } : {};
  const applied: Record<string, string> = prefer.respondAsync && answer.status === 202 ? { "Preference-Applied": "respond-async" } : {};
  return { ...answer, headers: { ...expires, ...applied, ...answer.headers } };
}
