import { type Actor, requirePermission } from "@/lib/access/permissions";
import { clock } from "@/lib/clock";
import { OPEN_STATUSES } from "@/lib/contract/console/statuses";
import { DECLINED_CARD, REFUSED_CARD, type TryRequest, type TryRun } from "@/lib/contract/console/try-it";
import { boundedRead } from "@/lib/db/bounded-read";
import type { Payment } from "@/lib/db/generated/client";
import { encodeId } from "@/lib/id";
import { processorName } from "@/lib/processors/processor-name";
import { FAULT_METADATA } from "@/lib/simulator/faults";
import { readDetailRows } from "../detail-rows";
import { LIST_LIMIT_MS } from "../list-for-operators";
import { NO_FILTER, selectOperatorRows } from "../list-for-operators.sql";
import { merchantByName } from "../merchants-of-actor";
import { presentOperatorRow } from "../operator-row";
import { selectByIdempotencyKey } from "../search-payments.sql";
import { stuckAfterMsOf } from "../stuck";
import { requireSimulator } from "./require-simulator";
import { sequenceOf } from "./sequence";
import { simulatorReports } from "./simulator-reports";

/** What really happened under a key, step by step. */
export async function readTry({ actor, merchant: name, key }: { actor: Actor; merchant: string | null; key: string }): Promise<TryRun> {
  requirePermission(actor, "payments.read");
  const merchant = await merchantByName(actor, name);
  requirePermission(actor, "payments.read", merchant.id);
  const connection = await requireSimulator(merchant.id);
  const empty: TryRun = {
    key, sent: null, payment: null, requests: 0, charges: 0, doubled: 0, knownAfterMs: null, parts: [], processorName: processorName(connection.processor), simulatorDown: false,
  };
  const stuckAfterMs = stuckAfterMsOf(merchant);
  const now = clock.now();
  const found = await boundedRead(LIST_LIMIT_MS, async (client) => {
    const ids = await selectByIdempotencyKey([merchant.id], key, 1, client);
    return ids.length === 0 ? [] : selectOperatorRows({ ...NO_FILTER, merchantIds: [merchant.id], ids, limit: 1 }, client);
  });
  const row = found[0];
  if (!row) return empty;
  const [rows, reports] = await Promise.all([readDetailRows(merchant.id, row.id), simulatorReports(connection.apiBase, encodeId("payment", row.id))]);
  const definiteAt = OPEN_STATUSES.has(row.status) ? null : (rows.attempts.at(-1)?.finishedAt ?? null);
  const parts = sequenceOf(rows, reports, empty.processorName);
  return {
    ...empty,
    sent: sentOf(merchant.name, key, rows.payment),
    payment: presentOperatorRow(row, { now, stuckAfterMs }),
    requests: parts.filter((part) => part.steps[0]?.kind === "request").length,
    charges: reports?.charges.length ?? 0,
    doubled: Math.max(0, (reports?.charges.length ?? 0) - 1),
    knownAfterMs: definiteAt && Math.max(0, definiteAt.getTime() - rows.payment.createdAt.getTime()),
    parts,
    simulatorDown: reports === null,
  };
}

/** The request that the stored payment came from, so that it can be sent again after a reload. */
function sentOf(merchant: string, key: string, payment: Payment): TryRequest {
  const metadata = (payment.metadata ?? {}) as Record<string, string>;
  const fault = payment.paymentMethod === DECLINED_CARD ? REFUSED_CARD : (metadata[FAULT_METADATA] ?? null);
  return { merchant, key, amount: Number(payment.amount), currency: payment.currency, fault };
}
