import { env } from "@/lib/env";

/** A merchant's threshold, else the installation's. */
export function stuckAfterMsOf(merchant: { stuckAfterMs: number | null }): number {
  return merchant.stuckAfterMs ?? env().LATCHKEY_STUCK_AFTER_MS;
}

/** A flag, not a state: pending or unknown for longer than the threshold. `openSince` is null where the outcome is definite. */
export function isStuck(payment: { openSince: Date | null }, stuckAfterMs: number, now: Date): boolean {
  return payment.openSince !== null && now.getTime() - payment.openSince.getTime() > stuckAfterMs;
}
