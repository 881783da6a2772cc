import type { PaymentTab } from "@/lib/contract/console/payment-filters";
import { COUNT_MAX } from "@/lib/contract/console/payment-row";
import { PAYMENT_STATUS_WORDS } from "@/lib/contract/console/statuses";
import type { Queryable } from "@/lib/db/query";
import { query } from "@/lib/db/query";
import type { RowFilter } from "./list-for-operators.sql";

type Narrowing = Pick<RowFilter, "idFrom" | "idTo" | "referencePrefix" | "processor">;

/**
 * All tabs' counts in one statement, each stopped at COUNT_MAX + 1. payments_by_status serves a status and the time
 * bounds as one range of the index; "all" walks the primary key.
 */
export async function countByState(
  merchantId: string, openBefore: Date, narrowing: Narrowing, on: Queryable,
): Promise<Record<PaymentTab, number>> {
  const values: unknown[] = [merchantId, openBefore];
  const bound = (sql: string, value: unknown): string => (value === null ? "" : ` AND ${sql}${values.push(value) && `$${values.length}`}`);
  const narrow = bound("id >= ", narrowing.idFrom) + bound("id < ", narrowing.idTo) + bound("reference ^@ ", narrowing.referencePrefix) + bound("processor = ", narrowing.processor);
  const count = (condition: string) => `(SELECT count(*)::int FROM (SELECT 1 FROM payments WHERE merchant_id = $1${condition}${narrow} LIMIT ${COUNT_MAX + 1}) capped)`;
  const columns = [
    `${count("")} AS "all"`,
    `${count(" AND status IN ('pending', 'unknown') AND open_since < $2::timestamptz")} AS stuck`,
    ...PAYMENT_STATUS_WORDS.map((status) => `${count(` AND status = '${status}'`)} AS ${status}`),
  ];
  const set = Object.entries(narrowing).filter(([, value]) => value !== null).map(([name]) => name).join(",");
  const [row] = await query<Record<PaymentTab, number>>(`count-by-state:${set}`, `SELECT ${columns.join(", ")}`, values, on);
  if (!row) throw new Error("a SELECT without FROM answers with one row");
  return row;
}
