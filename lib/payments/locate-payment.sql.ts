import { query } from "@/lib/db/query";

/** Which of these merchants has this payment: one look-up in the primary key a merchant. */
export async function selectMerchantOfPayment(merchantIds: readonly string[], paymentId: string): Promise<string | null> {
  const [row] = await query<{ merchantId: string }>(
    "merchant-of-payment",
    `SELECT merchant_id AS "merchantId" FROM payments WHERE merchant_id = ANY($1::uuid[]) AND id = $2::uuid LIMIT 1`,
    [merchantIds, paymentId],
  );
  return row?.merchantId ?? null;
}
