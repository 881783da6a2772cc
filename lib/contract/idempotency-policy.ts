import { KEY_LENGTH_MAX } from "./idempotency-key-header";
import { WAIT_MAX_S } from "./prefer-header";
import type { ProblemCode } from "./problem-codes";

/** The page that describes all this; also where the problem of a missing key points. */
export const IDEMPOTENCY_DOCS = "/docs/idempotency";

/** How long a duplicate waits for the first request unless `Prefer: wait=N` says otherwise. */
export const WAIT_DEFAULT_S = 5;

export type DuplicateAnswer = {
  status: number;
  code?: ProblemCode;
  /** What a reader needs to know beyond the status. */
  words: string;
};

/** One row of the contract's section 4, under both policies. */
type PolicyRow = { row: string; situation: string; replay: DuplicateAnswer; conflict: DuplicateAnswer };

const both = (answer: DuplicateAnswer) => ({ replay: answer, conflict: answer });

/** What a request gets, as it is published: the policy endpoint, the OpenAPI document and the pages are made from it. */
export const POLICY_ROWS: readonly PolicyRow[] = [
  { row: "1", situation: "First request, the payment succeeded", ...both({ status: 201, words: "The payment, with Location." }) },
  { row: "2", situation: "First request, the payment was declined", ...both({ status: 402, code: "payment_declined", words: "The problem carries the payment." }) },
  { row: "3a", situation: "First request, the processor was not reached or said 429", ...both({ status: 503, code: "processor_unavailable", words: "No money moved. The same key may try again after Retry-After." }) },
  { row: "3b", situation: "First request, the processor refused our credentials", ...both({ status: 503, code: "processor_misconfigured", words: "No money moved. Operators are alerted; the same key may try again." }) },
  { row: "3c", situation: "First request, the processor found the request itself wrong", ...both({ status: 400, code: "processor_rejected", words: "No money moved. A corrected body needs a new key." }) },
  { row: "4", situation: "First request, the outcome is unknown", ...both({ status: 202, words: "The payment with status unknown, Location and Retry-After. We find out by ourselves." }) },
  { row: "4b", situation: "First request with Prefer: wait=N, and the processor takes longer", ...both({ status: 202, words: "The payment with status pending after N seconds. The call goes on." }) },
  { row: "5", situation: "First request with Prefer: respond-async", ...both({ status: 202, words: "The payment with status pending at once, and Preference-Applied." }) },
  {
    row: "6", situation: "Duplicate, the first succeeded",
    replay: { status: 201, words: "The same bytes again, with Idempotent-Replayed: true and Original-Request-Id." },
    conflict: { status: 409, code: "payment_already_completed", words: "completed is true: the work is done. Location is the payment." },
  },
  {
    row: "7", situation: "Duplicate, the first was declined",
    replay: { status: 402, code: "payment_declined", words: "The same bytes again, marked as a replay." },
    conflict: { status: 201, words: "Executes again as a new attempt and answers as a first request does; after 15 attempts the last decline is replayed." },
  },
  { row: "8", situation: "Duplicate of a payment that failed with proof that no money moved", ...both({ status: 201, words: "Executes again and answers as a first request does." }) },
  { row: "8c", situation: "Duplicate of a request that the processor found wrong", ...both({ status: 400, code: "processor_rejected", words: "The same bytes again, marked as a replay." }) },
  { row: "8d", situation: "Duplicate, an operator resolved the payment as failed", ...both({ status: 410, code: "payment_resolved", words: "Never executed again. A new key is safe." }) },
  {
    row: "9", situation: "Duplicate while the first is in flight",
    replay: { status: 409, code: "idempotency_key_in_use", words: "After the wait: completed is false, with Retry-After and Location. Where the first ends in time: its answer." },
    conflict: { status: 202, words: "After the wait: the payment as it is. Never 409 before the work is done." },
  },
  { row: "10", situation: "Duplicate, the outcome is unknown", ...both({ status: 202, words: "Asks the processor within the wait, never sends again; then the outcome's answer, or the payment as it is." }) },
  { row: "11", situation: "The same key with another body", ...both({ status: 422, code: "idempotency_key_reused", words: "differs names the fields that differ." }) },
  {
    row: "12", situation: "Duplicate after the stored answer has expired",
    replay: { status: 409, code: "idempotency_result_expired", words: "The payment's id and final status. Never executed again." },
    conflict: { status: 410, code: "idempotency_result_expired", words: "Where it succeeded: 409 payment_already_completed." },
  },
  {
    row: "13", situation: "Two facts about the payment's money cannot both hold",
    replay: { status: 409, code: "payment_contradicted", words: "completed is false. Retry neither with this key nor with a new one." },
    conflict: { status: 202, words: "The payment with status contradicted, and Retry-After." },
  },
  { row: "14", situation: "The Idempotency-Key header is missing", ...both({ status: 400, code: "idempotency_key_missing", words: "Link points to this policy." }) },
];

/** The settings of an installation that its published policy names. */
type PolicyWindows = { resultRetentionS: number; freshnessMs: number; publicUrl: string | undefined };

/** The published policy: `GET /api/v1/idempotency-policy` and `/.well-known/idempotency`. */
export function idempotencyPolicy(windows: PolicyWindows) {
  return {
    header: "Idempotency-Key",
    requiredOn: ["POST /api/v1/payments"],
    key: {
      minLength: 1,
      maxLength: KEY_LENGTH_MAX,
      characters: "visible ASCII (0x21 to 0x7E)",
      forms: ['Idempotency-Key: "abc"', "Idempotency-Key: abc"],
      uniqueWithin: "merchant",
    },
    fingerprint: {
      covers: ["operation", "path parameters", "body as sent (RFC 8785)"],
      ignores: ["field order", "white space", "spelling of numbers", "headers"],
    },
    windows: {
      storedAnswerSeconds: windows.resultRetentionS,
      keySeconds: null,
      keyNote: "A key is kept for ever: a duplicate of an expired answer is refused, never executed.",
      processorKeyResentForSeconds: Math.floor(windows.freshnessMs / 1_000),
    },
    wait: { defaultSeconds: WAIT_DEFAULT_S, maxSeconds: WAIT_MAX_S, header: "Prefer: wait=N" },
    lookUp: "/api/v1/idempotency-keys/{key}",
    duplicates: POLICY_ROWS,
    documentation: `${(windows.publicUrl ?? "").replace(/\/+$/, "")}${IDEMPOTENCY_DOCS}`,
  };
}
