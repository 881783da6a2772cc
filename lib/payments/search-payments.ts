import type pg from "pg";
import { type Actor, requirePermission } from "@/lib/access/permissions";
import { clock } from "@/lib/clock";
import type { SearchAnswer, SearchHit } from "@/lib/contract/console/payment-row";
import { boundedRead } from "@/lib/db/bounded-read";
import { ProblemError } from "@/lib/errors";
import { decodeId } from "@/lib/id";
import { NO_FILTER, type RowFilter, selectOperatorRows } from "./list-for-operators.sql";
import { merchantsOfActor } from "./merchants-of-actor";
import { presentOperatorRow } from "./operator-row";
import { selectByIdempotencyKey } from "./search-payments.sql";
import { stuckAfterMsOf } from "./stuck";

/** Hits shown of one look-up: a list with filters is there for more. */
const HITS_MAX = 8;
/** A search answers while the operator still looks at the box. */
const SEARCH_LIMIT_MS = 1_000;
const QUERY_MAX = 255;

type FoundBy = SearchHit["foundBy"];

/**
 * Finds what an operator pasted: a payment id, an idempotency key, a processor's id or a reference, exactly and at once;
 * only where nothing is equal, what begins with it.
 */
export async function searchPayments({ actor, query }: { actor: Actor; query: string }): Promise<SearchAnswer> {
  requirePermission(actor, "payments.read");
  const text = query.trim().replace(/^"(.*)"$/, "$1").slice(0, QUERY_MAX);
  if (text === "") return { query: text, hits: [], stopped: false };
  const merchants = await merchantsOfActor(actor);
  const byId = new Map(merchants.map((merchant) => [merchant.id, merchant]));
  const now = clock.now();
  const hits: SearchHit[] = [];
  const stopped = await lookInTurn(text, [...byId.keys()], async (foundBy, filter, client) => {
    for (const row of await selectOperatorRows({ ...filter, merchantIds: [...byId.keys()], limit: HITS_MAX }, client)) {
      const merchant = byId.get(row.merchantId);
      if (merchant) hits.push({ ...presentOperatorRow(row, { now, stuckAfterMs: stuckAfterMsOf(merchant) }), merchant: merchant.name, foundBy });
    }
    return hits.length > 0;
  });
  return { query: text, hits, stopped };
}

type Look = (foundBy: FoundBy, filter: Omit<RowFilter, "merchantIds" | "limit">, client: pg.PoolClient) => Promise<boolean>;

/** Exact before prefix, cheap before dear; ends at the first that finds something. True where the time ran out. */
async function lookInTurn(text: string, merchantIds: readonly string[], look: Look): Promise<boolean> {
  try {
    await boundedRead(SEARCH_LIMIT_MS, async (client) => {
      const id = decodeId("payment", text);
      if (id && (await look("payment", { ...NO_FILTER, ids: [id] }, client))) return;
      const byKey = await selectByIdempotencyKey(merchantIds, text, HITS_MAX, client);
      if (byKey.length > 0 && (await look("key", { ...NO_FILTER, ids: byKey }, client))) return;
      if (await look("processor reference", { ...NO_FILTER, processorReference: text }, client)) return;
      if (await look("reference", { ...NO_FILTER, reference: text }, client)) return;
      await look("reference begins with", { ...NO_FILTER, referencePrefix: text }, client);
    });
    return false;
  } catch (error) {
    if (error instanceof ProblemError) return true;
    throw error;
  }
}
