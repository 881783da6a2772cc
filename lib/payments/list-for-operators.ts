import { type Actor, requirePermission } from "@/lib/access/permissions";
import { clock } from "@/lib/clock";
import { CREATED_SPANS, type PaymentFilters } from "@/lib/contract/console/payment-filters";
import type { PaymentPage } from "@/lib/contract/console/payment-row";
import { boundedRead } from "@/lib/db/bounded-read";
import type { Queryable } from "@/lib/db/query";
import { decodeId, lowestIdAt } from "@/lib/id";
import { fewWithReference, NO_FILTER, type RowFilter, selectOperatorRows } from "./list-for-operators.sql";
import { merchantByName } from "./merchants-of-actor";
import { presentOperatorRow } from "./operator-row";
import { stuckAfterMsOf } from "./stuck";

/** Rows of a page: two screens at 36 px. */
export const PAGE_ROWS = 50;
/** Longer than this nobody waits for a list. */
export const LIST_LIMIT_MS = 3_000;

/** A page of a merchant's payments with their reasons in words, newest first, by keyset. */
export async function listForOperators({ actor, filters }: { actor: Actor; filters: PaymentFilters }): Promise<PaymentPage> {
  requirePermission(actor, "payments.read");
  const merchant = await merchantByName(actor, filters.merchant);
  requirePermission(actor, "payments.read", merchant.id);
  const now = clock.now();
  const stuckAfterMs = stuckAfterMsOf(merchant);
  // One row more than the page tells whether there is a next one.
  const filter: RowFilter = { ...rowFilterOf(filters, now, stuckAfterMs), merchantIds: [merchant.id], limit: PAGE_ROWS + 1 };
  const found = await boundedRead(LIST_LIMIT_MS, async (client) => selectOperatorRows(await byFewIds(filter, merchant.id, client), client));
  const backwards = filter.newer !== null;
  const more = found.length > PAGE_ROWS;
  const rows = backwards ? found.slice(0, PAGE_ROWS).reverse() : found.slice(0, PAGE_ROWS);
  const data = rows.map((row) => presentOperatorRow(row, { now, stuckAfterMs }));
  const olderExist = backwards || more;
  const newerExist = filter.older !== null || (backwards && more);
  return {
    merchant: merchant.name, data, asOf: now.toISOString(),
    older: olderExist ? (data.at(-1)?.id ?? null) : null,
    newer: newerExist ? (data[0]?.id ?? null) : null,
  };
}

/** A prefix that few references begin with is looked up first; its payments are then read by their ids. */
async function byFewIds(filter: RowFilter, merchantId: string, on: Queryable): Promise<RowFilter> {
  const ids = filter.referencePrefix === null ? null : await fewWithReference(merchantId, filter.referencePrefix, on);
  return ids === null ? filter : { ...filter, referencePrefix: null, ids };
}

/** What the URL asks for, in the database's terms; relative spans are frozen at `now`. */
export function rowFilterOf(filters: PaymentFilters, now: Date, stuckAfterMs: number): Omit<RowFilter, "merchantIds" | "limit"> {
  const from = filters.created ? new Date(now.getTime() - CREATED_SPANS[filters.created]) : filters.from ? new Date(filters.from) : null;
  return {
    ...NO_FILTER,
    status: filters.tab === "all" || filters.tab === "stuck" ? null : filters.tab,
    openBefore: filters.tab === "stuck" ? new Date(now.getTime() - stuckAfterMs) : null,
    idFrom: from && lowestIdAt(from),
    idTo: filters.to && lowestIdAt(new Date(filters.to)),
    older: filters.after && decodeId("payment", filters.after),
    newer: filters.before && decodeId("payment", filters.before),
    referencePrefix: filters.reference,
    processor: filters.processor,
  };
}
