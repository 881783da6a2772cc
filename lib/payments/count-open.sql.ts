import { type Queryable, query } from "@/lib/db/query";

export type OpenCount = { status: "pending" | "unknown" | "contradicted"; count: number; stuck: number };

/** Per merchant and status so many are counted: a gauge beyond that says "very many" as well. */
const COUNTED_MAX = 10_000;
const MERCHANTS_MAX = 1_000;

/** Open and contradicted payments of all merchants, and how many of them are stuck. payments_by_status serves each pair. */
export async function countOpen(now: Date, stuckAfterMs: number, on: Queryable): Promise<OpenCount[]> {
  return query<OpenCount>(
    "count_open",
    `SELECT s.status, coalesce(sum(c.total), 0)::int AS count, coalesce(sum(c.stuck), 0)::int AS stuck
     FROM unnest(ARRAY['pending', 'unknown', 'contradicted']::payment_status[]) AS s(status)
     CROSS JOIN (SELECT id, coalesce(stuck_after_ms, $2::int) AS stuck_after_ms FROM merchants ORDER BY id LIMIT ${MERCHANTS_MAX}) AS m
     CROSS JOIN LATERAL (
       SELECT count(*) AS total, count(*) FILTER (WHERE p.open_since < $1::timestamptz - m.stuck_after_ms * interval '1 millisecond') AS stuck
       FROM (SELECT open_since FROM payments WHERE merchant_id = m.id AND status = s.status LIMIT ${COUNTED_MAX}) AS p
     ) AS c
     GROUP BY s.status`,
    [now, stuckAfterMs], on,
  );
}
