import { loadOperation } from "@/lib/attempts/load-operation.sql";
import { clock } from "@/lib/clock";
import type { IdempotencyKeyRecord } from "@/lib/contract/idempotency-key";
import type { MerchantContext } from "@/lib/contract/merchant";
import { presentPayment } from "@/lib/contract/payment";
import { retryAdvice } from "@/lib/idempotency/retry-advice";
import { operationOfKey } from "./claim-payment.sql";
import { retryFactsOf } from "./retry-facts";
import { isStuck, stuckAfterMsOf } from "./stuck";

/** What became of a key, or null where it was never claimed. Asks nobody and sends nothing. */
export async function lookUpKey(merchant: MerchantContext, key: string): Promise<IdempotencyKeyRecord | null> {
  const paymentId = await operationOfKey(merchant.id, key);
  const state = paymentId === null ? null : await loadOperation(merchant.id, paymentId);
  if (!state?.key) return null;
  const now = clock.now();
  const payment = presentPayment(state.operation, state.attempts, state.sends, { stuck: isStuck(state.operation, stuckAfterMsOf(merchant), now) });
  return {
    key,
    state: payment.status,
    payment,
    createdAt: state.key.createdAt.toISOString(),
    expiresAt: state.key.expiresAt?.toISOString() ?? null,
    retry: retryAdvice(retryFactsOf(state, now)),
  };
}
