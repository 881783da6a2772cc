import type { PaymentStatus } from "@/lib/db/generated/client";
import { query } from "@/lib/db/query";

export type WatchedPayment = { merchant_id: string; id: string; version: number; status: PaymentStatus };

/** Versions of all payments that somebody in this process waits for: one statement, by primary key. */
export async function readVersions(watched: readonly { merchantId: string; id: string }[]): Promise<WatchedPayment[]> {
  return query<WatchedPayment>("read_versions", `
    SELECT p.merchant_id, p.id, p.version, p.status FROM json_to_recordset($1::json) AS i(merchant_id uuid, id uuid)
    JOIN payments p ON p.merchant_id = i.merchant_id AND p.id = i.id`,
  [JSON.stringify(watched.map(({ merchantId, id }) => ({ merchant_id: merchantId, id })))]);
}
