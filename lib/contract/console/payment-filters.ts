import { PAYMENT_STATUS_WORDS, type PaymentStatusWord } from "./statuses";

/** The tabs of the list: every status, and stuck, which is a flag. */
export const PAYMENT_TABS = ["all", "stuck", ...PAYMENT_STATUS_WORDS] as const;
export type PaymentTab = "all" | "stuck" | PaymentStatusWord;

/** Relative spans that a link may carry; they mean the same to whoever opens it, counted from then. */
export const CREATED_SPANS = { "1h": 3_600_000, "24h": 86_400_000, "7d": 604_800_000, "90d": 7_776_000_000 } as const;
export type CreatedSpan = keyof typeof CREATED_SPANS;

/** Longest value that a filter takes; a reference has 200 characters. */
const FILTER_MAX = 255;
/** Ids of payments on the wire: what a page of the list starts after. */
const PAYMENT_ID = /^pay_[0-9a-hjkmnp-tv-z]{26}$/;

/** The list's whole state, as it stands in the URL. */
export type PaymentFilters = {
  merchant: string | null;
  tab: PaymentTab;
  /** A span such as 24h, or null where from and to say more. */
  created: CreatedSpan | null;
  /** ISO 8601, UTC. */
  from: string | null;
  to: string | null;
  /** Begins with. */
  reference: string | null;
  processor: string | null;
  /** Rows older than this payment, or newer than it: keyset paging in both directions. */
  after: string | null;
  before: string | null;
};

const text = (search: URLSearchParams, name: string): string | null => search.get(name)?.trim().slice(0, FILTER_MAX) || null;

function instant(search: URLSearchParams, name: string): string | null {
  const ms = Date.parse(search.get(name) ?? "");
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

function paymentId(search: URLSearchParams, name: string): string | null {
  const value = search.get(name);
  return value && PAYMENT_ID.test(value) ? value : null;
}

/** Reads a URL leniently: what a person mistyped is left out, never an error page. */
export function parsePaymentFilters(search: URLSearchParams): PaymentFilters {
  const tab = PAYMENT_TABS.find((known) => known === search.get("status")) ?? "all";
  const created = (Object.keys(CREATED_SPANS) as CreatedSpan[]).find((known) => known === search.get("created")) ?? null;
  return {
    merchant: text(search, "merchant"), tab, created, from: created ? null : instant(search, "from"), to: created ? null : instant(search, "to"),
    reference: text(search, "reference"), processor: text(search, "processor"), after: paymentId(search, "after"), before: paymentId(search, "before"),
  };
}

/** The URL of these filters, in a fixed order, so that equal lists have equal links. */
export function paymentFiltersToSearch(filters: PaymentFilters): string {
  const search = new URLSearchParams();
  const { tab, ...rest } = filters;
  if (tab !== "all") search.set("status", tab);
  for (const [name, value] of Object.entries(rest)) if (value !== null) search.set(name, value);
  search.sort();
  return search.toString();
}

/** True where anything but the tab narrows the list. */
export function isNarrowed(filters: PaymentFilters): boolean {
  return Boolean(filters.created ?? filters.from ?? filters.to ?? filters.reference ?? filters.processor);
}
