import type { Queryable } from "@/lib/db/query";
import { query } from "@/lib/db/query";

/** Payments that this key claimed, of any of the merchants: one look-up in the primary key a merchant. */
export async function selectByIdempotencyKey(merchantIds: readonly string[], key: string, limit: number, on: Queryable): Promise<string[]> {
  const rows = await query<{ operationId: string }>(
    "operation-by-key",
    `SELECT operation_id AS "operationId" FROM idempotency_keys
     WHERE merchant_id = ANY($1::uuid[]) AND key = $2 AND operation_kind = 'payment' LIMIT $3`,
    [merchantIds, key, limit],
    on,
  );
  return rows.map((row) => row.operationId);
}
