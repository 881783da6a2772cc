import { clock } from "@/lib/clock";
import type { MerchantContext } from "@/lib/contract/merchant";
import { LIMIT_DEFAULT, type ListPaymentsQuery, type PaymentList } from "@/lib/contract/payment-list";
import { ProblemError } from "@/lib/errors";
import { decodeCursor, encodeCursor } from "./cursor";
import { listPaymentIds } from "./list-payments.sql";
import { readPaymentRowsOf } from "./payment-rows.sql";
import { presentRows } from "./present-rows";
import { stuckAfterMsOf } from "./stuck";

/** One page of a merchant's payments, newest first. */
export async function listPayments(merchant: MerchantContext, asked: ListPaymentsQuery): Promise<PaymentList> {
  const limit = asked.limit ?? LIMIT_DEFAULT;
  const afterId = asked.cursor === undefined ? null : decodeCursor(asked.cursor);
  if (asked.cursor !== undefined && afterId === null) {
    throw new ProblemError("invalid_request", undefined, { errors: [{ pointer: "?cursor", detail: "is no cursor of ours" }] });
  }
  const filters = {
    status: asked.status ?? null, reference: asked.reference ?? null, createdFrom: asked.createdFrom ?? null, createdTo: asked.createdTo ?? null,
    stuck: asked.stuck ?? null, stuckBefore: new Date(clock.now().getTime() - stuckAfterMsOf(merchant)), afterId,
  };
  // One more than asked for tells whether there is another page.
  const ids = await listPaymentIds(merchant.id, filters, limit + 1);
  const shown = ids.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = ids.length > limit;
  const rows = await readPaymentRowsOf(merchant.id, shown);
  return { data: rows.map((one) => presentRows(one, merchant)), hasMore, nextCursor: hasMore && last !== undefined ? encodeCursor(last) : null };
}
