import { type Actor, requirePermission } from "@/lib/access/permissions";
import { clock } from "@/lib/clock";
import { PAYMENT_TABS, type PaymentFilters } from "@/lib/contract/console/payment-filters";
import type { PaymentCounts } from "@/lib/contract/console/payment-row";
import { boundedRead } from "@/lib/db/bounded-read";
import { ProblemError } from "@/lib/errors";
import { countByState as countRows } from "./count-by-state.sql";
import { rowFilterOf } from "./list-for-operators";
import { merchantByName } from "./merchants-of-actor";
import { stuckAfterMsOf } from "./stuck";

/** Every open console asks every 5 s: one count a process in that time answers them all. */
const KEPT_MS = 4_000;
/** Counting is a comfort: it gets less time than the list. */
const COUNT_LIMIT_MS = 2_000;
/** Different lists whose counts are kept at once. */
const KEPT_MAX = 200;

type Kept = { counts: Promise<PaymentCounts>; untilMs: number };
const kept = new Map<string, Kept>();

/** Capped counts of every tab under the list's other filters, shared by all consoles of this process for a few seconds. */
export async function countByState({ actor, filters }: { actor: Actor; filters: PaymentFilters }): Promise<PaymentCounts> {
  requirePermission(actor, "payments.read");
  const merchant = await merchantByName(actor, filters.merchant);
  requirePermission(actor, "payments.read", merchant.id);
  const slot = JSON.stringify([merchant.id, filters.created, filters.from, filters.to, filters.reference, filters.processor]);
  const known = kept.get(slot);
  if (known && known.untilMs > clock.monotonicMs()) return known.counts;
  const counts = count(merchant.id, filters, stuckAfterMsOf(merchant));
  kept.delete(slot);
  kept.set(slot, { counts, untilMs: clock.monotonicMs() + KEPT_MS });
  counts.catch(() => kept.delete(slot));
  if (kept.size > KEPT_MAX) {
    const [oldest] = kept.keys();
    if (oldest !== undefined) kept.delete(oldest);
  }
  return counts;
}

async function count(merchantId: string, filters: PaymentFilters, stuckAfterMs: number): Promise<PaymentCounts> {
  const now = clock.now();
  const openBefore = new Date(now.getTime() - stuckAfterMs);
  const narrowing = rowFilterOf(filters, now, stuckAfterMs);
  const { idFrom, idTo, referencePrefix, processor } = narrowing;
  try {
    const counts = await boundedRead(COUNT_LIMIT_MS, (client) => countRows(merchantId, openBefore, { idFrom, idTo, referencePrefix, processor }, client));
    return { counts, asOf: now.toISOString() };
  } catch (error) {
    // Too slow to count: the tabs stay without numbers, the list is read all the same.
    if (!(error instanceof ProblemError)) throw error;
    return { counts: Object.fromEntries(PAYMENT_TABS.map((tab) => [tab, null])) as PaymentCounts["counts"], asOf: now.toISOString() };
  }
}
