import type { PaymentStatus } from "@/lib/db/generated/client";
import { type Queryable, query } from "@/lib/db/query";
import { lowestIdAt, timeOfId } from "@/lib/id";

export type EqualPayment = { id: string; status: PaymentStatus; idempotency_key: string | null; created_at: Date };

/** Two equal purchases this close together are worth a look; further apart they are a habit. */
const NEAR_MS = 600_000;
const SHOWN_MAX = 5;

/**
 * Payments whose body was the same under another key, within ten minutes: both may be meant, so they are shown and
 * never merged. Serves the primary key (ids are in order of time); the fingerprint is the body's.
 */
export async function selectEqualPayments(merchantId: string, id: string, on?: Queryable): Promise<EqualPayment[]> {
  const atMs = timeOfId(id).getTime();
  return query<EqualPayment>("equal_payments", `
    SELECT p.id, p.status, p.idempotency_key, p.created_at
    FROM payments own
    JOIN idempotency_keys own_key ON own_key.merchant_id = own.merchant_id AND own_key.key = own.idempotency_key
    JOIN payments p ON p.merchant_id = own.merchant_id AND p.id BETWEEN $3 AND $4 AND p.id <> own.id
      AND p.amount = own.amount AND p.currency = own.currency AND p.payment_method = own.payment_method
    JOIN idempotency_keys k ON k.merchant_id = p.merchant_id AND k.key = p.idempotency_key
      AND k.fingerprint = own_key.fingerprint AND k.fingerprint_version = own_key.fingerprint_version
    WHERE own.merchant_id = $1 AND own.id = $2 ORDER BY p.id LIMIT ${SHOWN_MAX}`,
  [merchantId, id, lowestIdAt(new Date(atMs - NEAR_MS)), lowestIdAt(new Date(atMs + NEAR_MS))], on);
}
