import { type Actor, requirePermission, seesMerchant } from "@/lib/access/permissions";
import type { RunDetail, RunItem, RunItemStatus } from "@/lib/contract/console/run";
import { PAYMENT_STATUS_WORDS, type PaymentStatusWord } from "@/lib/contract/console/statuses";
import { prisma } from "@/lib/db/prisma";
import { ProblemError } from "@/lib/errors";
import { encodeId } from "@/lib/id";
import { isToGo, summaryOf, sumOf } from "./present-run";
import { countItems, type ItemWithPayment, readItems } from "./runs.sql";

/** Rows on the page; the counts are of all. */
const SHOWN_MAX = 500;

/** A run with its counts and items. `runId` is a UUID. */
export async function getRun({ actor, runId }: { actor: Actor; runId: string }): Promise<RunDetail> {
  requirePermission(actor, "runs.read");
  const row = await prisma().reconciliationRun.findFirst({ where: { id: runId } });
  if (!row || !seesMerchant(actor, row.merchantId)) throw new ProblemError("not_found");
  const [merchant, counts, items] = await Promise.all([
    prisma().merchant.findUniqueOrThrow({ where: { id: row.merchantId } }), countItems(row.merchantId, runId), readItems(row.merchantId, runId, SHOWN_MAX),
  ]);
  const outcome = Object.fromEntries(PAYMENT_STATUS_WORDS.map((word) => [word, sumOf(counts, ({ status, status_after }) => status === "done" && status_after === word)]));
  return {
    ...summaryOf(row, merchant.name, counts),
    outcome: outcome as Record<PaymentStatusWord, number>,
    notAsked: sumOf(counts, ({ status }) => status === "not_asked"), skipped: sumOf(counts, ({ status }) => status === "skipped"), toGo: sumOf(counts, isToGo),
    items: items.map(presentItem),
  };
}

function presentItem(item: ItemWithPayment): RunItem {
  return {
    paymentId: encodeId("payment", item.paymentId), status: item.status as RunItemStatus, statusBefore: item.statusBefore as PaymentStatusWord,
    statusAfter: item.statusAfter as PaymentStatusWord | null, amount: Number(item.amount), currency: item.currency, idempotencyKey: item.idempotencyKey,
    detail: item.detail, askedAt: item.askedAt?.toISOString() ?? null, tookMs: item.tookMs,
  };
}
