/**
 * Every fault that the simulator can play: one table for the simulator, its control endpoints and the console.
 * Client-safe. `phase` says where in a payment's life it strikes:
 * door (before anything is executed), charge (what is executed), answer (what the caller sees of it),
 * later (lists and notifications).
 */
export const FAULTS = {
  refuse_connections: { title: "Refuses connections", phase: "door", charges: "no", durationMs: 5_000, what: "Hangs up on this request and accepts no connection for a while." },
  reset_before: { title: "Reset before the charge", phase: "door", charges: "no", durationMs: 0, what: "Breaks the connection without charging." },
  bad_request_400: { title: "400: bad request", phase: "door", charges: "no", durationMs: 0, what: "Says that the request itself is wrong, before executing it." },
  unauthorized_401: { title: "401: secret refused", phase: "door", charges: "no", durationMs: 0, what: "Refuses the secret key, before executing anything." },
  forbidden_403: { title: "403: not permitted", phase: "door", charges: "no", durationMs: 0, what: "Says that the key may not do this, before executing anything." },
  not_found_404: { title: "404: no such payment method", phase: "door", charges: "no", durationMs: 0, what: "Says that the payment method does not exist, before executing anything." },
  rate_limited_429: { title: "429: too many requests", phase: "door", charges: "no", durationMs: 0, what: "Turns the request away because of too many, before executing it." },
  in_progress_409: { title: "409: key in use", phase: "door", charges: "no", durationMs: 0, what: "Claims that another request with the same key is under way." },
  error_500: { title: "500 without a charge", phase: "charge", charges: "no", durationMs: 0, what: "Charges nothing, answers 500 and keeps that answer under the key." },
  decline_then_500: { title: "Declined, then 500", phase: "charge", charges: "no", durationMs: 0, what: "Declines the card, answers 500 and keeps that answer under the key." },
  requires_action: { title: "Waits for the customer", phase: "charge", charges: "no", durationMs: 0, what: "Leaves the payment waiting for 3-D Secure, although it was told not to." },
  processing: { title: "Processing", phase: "charge", charges: "later", durationMs: 5_000, what: "Answers that the payment is processing and takes the money a while later." },
  slow: { title: "Slow", phase: "charge", charges: "yes", durationMs: 3_000, what: "Takes a while, then charges and answers as usual." },
  hang_then_charge: { title: "Hangs, then charges", phase: "charge", charges: "later", durationMs: 30_000, what: "Says nothing for longer than anybody waits, then charges all the same." },
  wrong_amount: { title: "Wrong amount", phase: "charge", charges: "yes", durationMs: 0, what: "Takes one minor unit more than was asked for and says so." },
  wrong_currency: { title: "Wrong currency", phase: "charge", charges: "yes", durationMs: 0, what: "Takes the amount in another currency and says so." },
  duplicate_charge: { title: "Charges twice", phase: "charge", charges: "twice", durationMs: 0, what: "Makes two charges for one request and answers with the first." },
  ignore_keys: { title: "Ignores idempotency keys", phase: "charge", charges: "yes", durationMs: 0, what: "Charges again for every request, whatever key it carries." },
  charge_then_500: { title: "Charged, then 500", phase: "answer", charges: "yes", durationMs: 0, what: "Charges, answers 500 and keeps that answer under the key." },
  charge_then_reset: { title: "Charged, then reset", phase: "answer", charges: "yes", durationMs: 0, what: "Charges and breaks the connection instead of answering." },
  charge_then_hang: { title: "Charged, then silence", phase: "answer", charges: "yes", durationMs: 60_000, what: "Charges at once and holds the answer back for longer than anybody waits." },
  bad_gateway_json: { title: "502 JSON without an error", phase: "answer", charges: "yes", durationMs: 0, what: "Charges; something in between answers 502 with JSON that names no error." },
  bad_gateway_html: { title: "502 HTML", phase: "answer", charges: "yes", durationMs: 0, what: "Charges; something in between answers 502 with a page of HTML." },
  truncated_200: { title: "200, cut off", phase: "answer", charges: "yes", durationMs: 0, what: "Charges; the answer breaks off half-way." },
  empty_200: { title: "200, empty", phase: "answer", charges: "yes", durationMs: 0, what: "Charges and answers 200 with nothing in it." },
  no_id: { title: "200 without an id", phase: "answer", charges: "yes", durationMs: 0, what: "Charges and answers 200 without naming the payment." },
  list_late: { title: "List is late", phase: "later", charges: "yes", durationMs: 30_000, what: "Charges, breaks the connection, and shows the payment in lists and events only after a while." },
  list_down: { title: "List is down", phase: "later", charges: "yes", durationMs: 30_000, what: "Charges, breaks the connection, and answers every look-up with 503 for a while." },
  notification_lost: { title: "Notification lost", phase: "later", charges: "yes", durationMs: 0, what: "Charges as usual and never delivers the notification." },
  notification_doubled: { title: "Notification doubled", phase: "later", charges: "yes", durationMs: 0, what: "Charges as usual and delivers the notification twice." },
  notification_early: { title: "Notification first", phase: "later", charges: "yes", durationMs: 5_000, what: "Delivers the notification before it answers the request." },
  notification_late: { title: "Notification late", phase: "later", charges: "yes", durationMs: 30_000, what: "Charges as usual and delivers the notification only after a while." },
} as const satisfies Record<string, { title: string; phase: "door" | "charge" | "answer" | "later"; charges: "no" | "yes" | "later" | "twice"; durationMs: number; what: string }>;

export type FaultName = keyof typeof FAULTS;

/** The name of a payment's metadata that arms a fault for it: `charge_then_500`, `slow:8000`, `reset_before*2`. */
export const FAULT_METADATA = "simulator_fault";

/** Ten minutes: longer than any timeout or schedule step that a fault is meant to outlast. */
export const FAULT_DURATION_MAX_MS = 600_000;

/** A fault with its duration; `times` (null: always) limits how often it strikes one payment. */
export type FaultOrder = { name: FaultName; durationMs: number; times: number | null };

export function isFaultName(text: string): text is FaultName {
  return Object.hasOwn(FAULTS, text);
}

/** More faults than could make sense on one payment. */
const ORDERS_MAX = 5;

/** Orders joined by `+`, as metadata carries them (`charge_then_500+notification_lost`); what is none is left out. */
export function parseFaultOrders(text: string): FaultOrder[] {
  return text.split("+", ORDERS_MAX).flatMap((part) => parseFaultOrder(part) ?? []);
}

/** `name[:milliseconds][*times]` → an order, or null where it is none. */
export function parseFaultOrder(text: string): FaultOrder | null {
  const match = /^([a-z0-9_]+)(?::(\d{1,7}))?(?:\*(\d{1,3}))?$/.exec(text.trim());
  const name = match?.[1];
  if (!match || name === undefined || !isFaultName(name)) return null;
  const durationMs = match[2] === undefined ? FAULTS[name].durationMs : Number(match[2]);
  return { name, durationMs: Math.min(durationMs, FAULT_DURATION_MAX_MS), times: match[3] === undefined ? null : Number(match[3]) };
}
