import { clock } from "@/lib/clock";
import { boundedRead } from "@/lib/db/bounded-read";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { setOpenPayments } from "@/lib/metrics";
import { countOpen } from "@/lib/payments/count-open.sql";

/** Several scrapers and an impatient person share one count. */
const KEPT_MS = 5_000;
/** A scrape gives up after 10 s; the rest of the metrics must not be lost with this one. */
const LIMIT_MS = 2_000;

let countedMs = Number.NEGATIVE_INFINITY;
let counting: Promise<void> | undefined;

/** Brings the gauges of open payments up to date, at most every few seconds. A database that is away leaves the last values. */
export async function refreshOpenPayments(): Promise<void> {
  if (clock.monotonicMs() - countedMs < KEPT_MS) return;
  counting ??= count().finally(() => (counting = undefined));
  await counting;
}

async function count(): Promise<void> {
  countedMs = clock.monotonicMs();
  try {
    const rows = await boundedRead(LIMIT_MS, (client) => countOpen(clock.now(), env().LATCHKEY_STUCK_AFTER_MS, client));
    setOpenPayments(Object.fromEntries(rows.map((row) => [row.status, row.count])), rows.reduce((sum, row) => sum + row.stuck, 0));
  } catch (error) {
    log().warn({ err: error }, "open payments could not be counted for the metrics");
  }
}
