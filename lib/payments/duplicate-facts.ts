import { clock } from "@/lib/clock";
import type { CreatePaymentBody } from "@/lib/contract/payment";
import type { Payment } from "@/lib/db/generated/client";
import type { DuplicateFacts } from "@/lib/idempotency/answer-to-duplicate";
import { type FingerprintSource, matchesFingerprint } from "@/lib/idempotency/fingerprint";
import { ATTEMPTS_MAX } from "@/lib/idempotency/retry-advice";
import type { ClaimedKey } from "./duplicate-facts.sql";

/** The facts of section 4 for one duplicate. `sameBody` is handed in: it is compared before anything else. */
export function duplicateFacts(key: ClaimedKey, sameBody: boolean): DuplicateFacts {
  const between = key.status === "pending" && key.attempt_status === "failed";
  return {
    sameBody,
    status: key.status,
    answer: answerState(key),
    resolved: key.resolved_at !== null,
    rejected: key.failure_code === "processor_rejected",
    inFlight: key.attempt_status === "queued" || between || (key.attempt_status === "dispatched" && key.lease_live),
    attemptsLeft: key.attempt_count < ATTEMPTS_MAX,
  };
}

function answerState(key: ClaimedKey): DuplicateFacts["answer"] {
  if (key.answered_at === null || key.expires_at === null) return "none";
  return key.answer_body === null || key.expires_at <= clock.now() ? "expired" : "kept";
}

/** Whether a request carries the body that claimed the key; null where the secret of the stored fingerprint is gone. */
export function isSameBody(key: ClaimedKey, source: FingerprintSource): boolean | null {
  return matchesFingerprint(source, { value: key.fingerprint, version: key.fingerprint_version });
}

/** Pointers of the fields that differ from the stored payment; their values are never told. */
export function differingFields(body: CreatePaymentBody, stored: Payment): string[] {
  const pairs: [string, unknown, unknown][] = [
    ["/amount", BigInt(body.amount), stored.amount],
    ["/currency", body.currency, stored.currency],
    ["/paymentMethod", body.paymentMethod, stored.paymentMethod],
    ["/reference", body.reference ?? null, stored.reference],
    ["/description", body.description ?? null, stored.description],
  ];
  const fields = pairs.filter(([, sent, kept]) => sent !== kept).map(([pointer]) => pointer);
  return [...fields, ...differingMetadata(body.metadata ?? null, stored.metadata as Record<string, string> | null)];
}

function differingMetadata(sent: Record<string, string> | null, stored: Record<string, string> | null): string[] {
  if (sent === null || stored === null) return sent === stored ? [] : ["/metadata"];
  const names = new Set([...Object.keys(sent), ...Object.keys(stored)]);
  // RFC 6901: ~ and / are spelled ~0 and ~1.
  const pointer = (name: string) => `/metadata/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
  return [...names].filter((name) => (Object.hasOwn(sent, name) ? sent[name] : undefined) !== (Object.hasOwn(stored, name) ? stored[name] : undefined)).map(pointer);
}
