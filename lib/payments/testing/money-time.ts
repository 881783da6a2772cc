import type { AttemptStatus } from "@/lib/db/generated/client";
import { prisma } from "@/lib/db/prisma";
import { query } from "@/lib/db/query";
import { decodeId, encodeId } from "@/lib/id";

/** The UUID behind a payment's wire id. */
export function uuidOf(paymentId: string): string {
  const id = decodeId("payment", paymentId);
  if (!id) throw new Error(`${paymentId} is no payment's id`);
  return id;
}

/**
 * As if so much time had passed: sends, leases, looks and evidence of a payment lie that much further back. Minutes at
 * the most, for the processor's own times stay as they are and the window that is asked for is counted from the sends.
 */
export async function timePasses(paymentId: string, ms: number): Promise<void> {
  const values = [uuidOf(paymentId), `${ms} milliseconds`];
  await query("", `UPDATE attempts SET lease_expires_at = lease_expires_at - $2::interval, next_check_at = next_check_at - $2::interval,
    inquiry_started_at = inquiry_started_at - $2::interval, inquiry_until = inquiry_until - $2::interval, queued_until = queued_until - $2::interval
    WHERE operation_id = $1`, values);
  await query("", "UPDATE sends SET at = at - $2::interval, lease_expires_at = lease_expires_at - $2::interval WHERE operation_id = $1", values);
  await query("", "UPDATE evidence SET asked_at = asked_at - $2::interval WHERE operation_id = $1", values);
  await query("", "UPDATE payments SET resend_until = resend_until - $2::interval WHERE id = $1", values);
}

/** As if every look of a payment's attempts that is still to come were due now, and the last one long ago. */
export async function looksAreDue(paymentId: string): Promise<void> {
  await query("", `UPDATE attempts SET next_check_at = now() - interval '1 s', inquiry_started_at = inquiry_started_at - interval '1 hour'
    WHERE operation_id = $1 AND next_check_at IS NOT NULL`, [uuidOf(paymentId)]);
}

export async function attemptsOf(paymentId: string) {
  return prisma().attempt.findMany({ where: { operationId: uuidOf(paymentId) }, orderBy: { number: "asc" } });
}

export async function paymentOf(paymentId: string) {
  return prisma().payment.findFirstOrThrow({ where: { id: uuidOf(paymentId) } });
}

/** What was sent, as `attempt number: outcomes of its sends`. */
export async function sendsByAttempt(paymentId: string): Promise<Record<number, (string | null)[]>> {
  const [attempts, sends] = await Promise.all([attemptsOf(paymentId), prisma().send.findMany({ where: { operationId: uuidOf(paymentId) }, orderBy: { number: "asc" } })]);
  return Object.fromEntries(attempts.map((attempt) => [attempt.number, sends.filter((send) => send.attemptId === attempt.id).map((send) => send.outcome)]));
}

export async function statusesOf(paymentId: string): Promise<{ payment: string; attempts: AttemptStatus[] }> {
  const [payment, attempts] = await Promise.all([paymentOf(paymentId), attemptsOf(paymentId)]);
  return { payment: payment.status, attempts: attempts.map(({ status }) => status) };
}

export async function discrepanciesOf(paymentId: string) {
  return prisma().discrepancy.findMany({ where: { operationId: uuidOf(paymentId) }, orderBy: { openedAt: "asc" } });
}

/** An object at the simulator with one of our attempts in its metadata: as a request that nobody heard of again leaves it. */
export async function plant(simulatorUrl: string, merchantId: string, attemptId: string, over: Readonly<Record<string, string>> = {}): Promise<string> {
  const form = new URLSearchParams({
    amount: "1999", currency: "eur", confirm: "true", payment_method: "pm_card_visa", "automatic_payment_methods[enabled]": "true",
    "automatic_payment_methods[allow_redirects]": "never", "metadata[latchkey_attempt]": encodeId("attempt", attemptId), ...over,
  });
  const answer = await fetch(`${simulatorUrl}/v1/payment_intents`, {
    method: "POST", body: form.toString(),
    headers: { authorization: `Bearer sk_test_${merchantId.replaceAll("-", "")}`, "content-type": "application/x-www-form-urlencoded", "idempotency-key": crypto.randomUUID() },
  });
  return ((await answer.json()) as { id: string }).id;
}
