import { clock } from "@/lib/clock";
import { type Payment, presentPayment } from "@/lib/contract/payment";
import type { PaymentRows } from "./payment-rows.sql";
import { isStuck, stuckAfterMsOf } from "./stuck";

/** Rows through the one presenter, with the merchant's own threshold for `stuck`. */
export function presentRows(rows: PaymentRows, merchant: { stuckAfterMs: number | null }): Payment {
  return presentPayment(rows.payment, rows.attempts, rows.sends, { stuck: isStuck(rows.payment, stuckAfterMsOf(merchant), clock.now()) });
}
