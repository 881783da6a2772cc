import type { PaymentStatus } from "@/lib/contract/payment";
import { query } from "@/lib/db/query";
import { lowestIdAt } from "@/lib/id";

type PageFilters = {
  status: PaymentStatus | null;
  reference: string | null;
  createdFrom: Date | null;
  createdTo: Date | null;
  /** True: open since before `stuckBefore`; false: not; null: either. */
  stuck: boolean | null;
  stuckBefore: Date;
  /** Strictly older than this id. */
  afterId: string | null;
};

/** Ids are made a moment before or after the row's own time, on clocks that differ a little. */
const ID_SKEW_MS = 60_000;

/**
 * Ids of one page, newest first: payments_by_reference or payments_by_status where the filter names them, else the primary key.
 * Only the conditions that are asked for stand in the statement, so that each combination has a plan of its own.
 */
export async function listPaymentIds(merchantId: string, filters: PageFilters, count: number): Promise<string[]> {
  const values: unknown[] = [merchantId, count];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = ["merchant_id = $1"];
  let name = "payments_page";
  const add = (part: string, condition: string) => {
    name += `_${part}`;
    where.push(condition);
  };
  if (filters.reference !== null) add("ref", `reference = ${bind(filters.reference)}`);
  if (filters.afterId !== null) add("after", `id < ${bind(filters.afterId)}::uuid`);
  // The id's bound lets the index skip what is outside the window; the row's own time decides.
  if (filters.createdFrom) {
    add("from", `id >= ${bind(lowestIdAt(shifted(filters.createdFrom, -ID_SKEW_MS)))}::uuid AND created_at >= ${bind(filters.createdFrom)}`);
  }
  if (filters.createdTo) {
    add("to", `id < ${bind(lowestIdAt(shifted(filters.createdTo, ID_SKEW_MS)))}::uuid AND created_at <= ${bind(filters.createdTo)}`);
  }
  if (filters.stuck === true) add("stuck", `open_since < ${bind(filters.stuckBefore)}`);
  if (filters.stuck === false) add("calm", `(open_since IS NULL OR open_since >= ${bind(filters.stuckBefore)})`);
  const statuses = statusesOf(filters);
  if (statuses.length === 0) return [];
  name += `_${statuses.map((status) => status ?? "all").join("_")}`;
  const branches = statuses.map((status) => branch(where, status));
  const rows = await query<{ id: string }>(name, branches.length > 1 ? `${branches.join(" UNION ALL ")} ORDER BY id DESC LIMIT $2` : branches.join(""), values);
  return rows.map((row) => row.id);
}

/** Stuck payments are read status by status: each is one ordered range of the index, and together they are merged. */
function statusesOf(filters: PageFilters): readonly (PaymentStatus | null)[] {
  if (filters.stuck !== true) return [filters.status];
  const open: readonly PaymentStatus[] = ["pending", "unknown"];
  return filters.status === null ? open : open.filter((status) => status === filters.status);
}

/** A status is one of our own words, never a client's text. */
function branch(where: readonly string[], status: PaymentStatus | null): string {
  const conditions = status === null ? where : [...where, `status = '${status}'`];
  return `(SELECT id FROM payments WHERE ${conditions.join(" AND ")} ORDER BY id DESC LIMIT $2)`;
}

function shifted(at: Date, byMs: number): Date {
  return new Date(at.getTime() + byMs);
}
