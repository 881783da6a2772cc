import { CLI } from "@/lib/access/permissions";
import type { PaymentTab } from "@/lib/contract/console/payment-filters";
import type { PaymentRow } from "@/lib/contract/console/payment-row";
import { listForOperators } from "@/lib/payments/list-for-operators";
import { merchantsOfActor } from "@/lib/payments/merchants-of-actor";

export type Selection = { tab: PaymentTab; merchant?: string; from?: string; to?: string; limit: number };
export type CollectedPayment = PaymentRow & { merchant: string };

/** Payments of one or all merchants, page by page, newest first within a merchant. */
export async function collectPayments({ tab, merchant, from = undefined, to = undefined, limit }: Selection): Promise<CollectedPayment[]> {
  const names = merchant === undefined ? (await merchantsOfActor(CLI)).map(({ name }) => name) : [merchant];
  const found: CollectedPayment[] = [];
  for (const name of names) {
    for (let after: string | null = null; found.length < limit; ) {
      const filters = { merchant: name, tab, created: null, from: from ?? null, to: to ?? null, reference: null, processor: null, after, before: null };
      const page = await listForOperators({ actor: CLI, filters });
      found.push(...page.data.map((row) => ({ ...row, merchant: name })));
      after = page.older;
      if (after === null) break;
    }
  }
  return found.slice(0, limit);
}
