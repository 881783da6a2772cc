import { SYSTEM } from "@/lib/access/permissions";
import { type PaymentFilters, parsePaymentFilters } from "@/lib/contract/console/payment-filters";
import { listForOperators } from "@/lib/payments/list-for-operators";
import { seedManyPayments } from "@/prisma/scenarios/many-payments";
import { percentile } from "./load";
import { latchkey } from "./contestants";
import type { Options } from "./options";
import type { Stage } from "./stage";

/** Each list is read so often, and as many pages deep. */
const READS = 15;
const PAGES = 10;
const DAY_MS = 86_400_000;

export type Lists = { payments: number; seedSeconds: number; apiP95Ms: number; operatorP95Ms: number; slowest: string };

/** Every filter of both lists on a table of so many payments, first pages and deep ones, one reader. */
export async function measureLists(stage: Stage, options: Options, say: (line: string) => void): Promise<Lists> {
  const processor = await stage.processor(0);
  const contestant = await latchkey(stage, processor.url);
  const merchant = await stage.merchant(processor.url);
  const startedMs = performance.now();
  await seedManyPayments({
    merchantId: merchant.id, connectionId: merchant.connectionId, count: options.payments,
    onProgress: (done) => done % 250_000 === 0 && say(`seeding: ${done} of ${options.payments} payments`),
  });
  const seedSeconds = (performance.now() - startedMs) / 1_000;
  say("reading lists");
  const times: Timed[] = [];
  for (const query of apiQueries(options.payments)) await readPages(`http://127.0.0.1:${contestant.port}/api/v1/payments`, merchant.apiKey, query, times);
  const api = times.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const operator: Timed[] = [];
  for (const query of operatorQueries(options.payments)) await readOperatorPages({ ...parsePaymentFilters(new URLSearchParams(query)), merchant: merchant.name }, query, operator);
  await contestant.stop();
  const all = [...times, ...operator].toSorted((a, b) => b.ms - a.ms);
  return {
    payments: options.payments, seedSeconds, apiP95Ms: percentile(api, 0.95),
    operatorP95Ms: percentile(operator.map(({ ms }) => ms).toSorted((a, b) => a - b), 0.95), slowest: `${all[0]?.what} ${Math.round(all[0]?.ms ?? 0)} ms`,
  };
}

type Timed = { what: string; ms: number };

function apiQueries(payments: number): string[] {
  const day = (daysAgo: number) => new Date(Date.now() - daysAgo * DAY_MS).toISOString();
  return [
    "", "limit=100", "status=succeeded", "status=declined", "status=failed", "status=unknown", "status=pending", "status=contradicted", "stuck=true", "stuck=false",
    "status=unknown&stuck=true", `reference=order-${Math.floor(payments / 2)}`, "reference=nobody-has-it", `createdFrom=${day(30)}&createdTo=${day(29)}`,
    `createdTo=${day(60)}`, `status=declined&createdFrom=${day(45)}&createdTo=${day(44)}`, `status=succeeded&createdTo=${day(80)}&limit=100`,
  ];
}

/** Follows the cursor as a client does. */
async function readPages(base: string, apiKey: string, query: string, times: Timed[]): Promise<void> {
  for (let read = 0; read < READS; read += PAGES) {
    let cursor: string | null = null;
    for (let page = 0; page < PAGES; page += 1) {
      const url: string = `${base}?${query}${cursor === null ? "" : `&cursor=${cursor}`}`;
      const startedMs = performance.now();
      const answer = await fetch(url, { headers: { authorization: `Bearer ${apiKey}` } });
      const list = (await answer.json()) as { nextCursor: string | null };
      times.push({ what: `GET /api/v1/payments?${query}`, ms: performance.now() - startedMs });
      if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`);
      cursor = list.nextCursor;
      if (cursor === null) break;
    }
  }
}

export function operatorQueries(payments: number): string[] {
  return [
    "", "status=stuck", "status=succeeded", "status=declined", "status=failed", "status=unknown", "status=pending", "status=contradicted", "created=24h", "created=7d",
    "status=declined&created=90d", `reference=order-${Math.floor(payments / 3)}`, "reference=order-19", "processor=stripe", "status=succeeded&processor=stripe",
  ];
}

async function readOperatorPages(filters: PaymentFilters, query: string, times: Timed[]): Promise<void> {
  for (let read = 0; read < READS; read += PAGES) {
    let after: string | null = null;
    for (let page = 0; page < PAGES; page += 1) {
      const startedMs = performance.now();
      const list = await listForOperators({ actor: SYSTEM, filters: { ...filters, after } });
      times.push({ what: `operators' list, ${query || "all"}`, ms: performance.now() - startedMs });
      after = list.older;
      if (after === null) break;
    }
  }
}
