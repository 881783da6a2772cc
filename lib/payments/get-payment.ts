import type { MerchantContext } from "@/lib/contract/merchant";
import type { Payment } from "@/lib/contract/payment";
import { readPaymentRows } from "./payment-rows.sql";
import { presentRows } from "./present-rows";

/** A payment of this merchant as it is now; null for everybody else's. Reading never asks the processor. */
export async function getPayment(merchant: MerchantContext, paymentId: string): Promise<{ payment: Payment; version: number } | null> {
  const rows = await readPaymentRows(merchant.id, paymentId);
  return rows && { payment: presentRows(rows, merchant), version: rows.payment.version };
}
