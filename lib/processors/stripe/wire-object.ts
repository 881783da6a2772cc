import type { Received } from "../outcome";

export type WireObject = Readonly<Record<string, unknown>>;

/** The object in a body, or null where the body is no JSON object. */
export function parseObject(body: string): WireObject | null {
  try {
    return asObject(JSON.parse(body));
  } catch {
    return null;
  }
}

export function asObject(value: unknown): WireObject | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as WireObject) : null;
}

/** Longer than any id, code or status of a processor, and short enough for an index entry. */
const TEXT_MAX = 500;

/** A text that can be stored; NUL or half a surrogate pair would fail later, when an outcome is to be written. */
export function textOf(object: WireObject | null, name: string): string | null {
  const value = object?.[name];
  return typeof value === "string" && value !== "" && value.length <= TEXT_MAX && value.isWellFormed() && !value.includes("\0") ? value : null;
}

/** A whole number that every step on the way kept exactly; a rounded one counts as unreadable. */
export function integerOf(object: WireObject | null, name: string): number | null {
  const value = object?.[name];
  return typeof value === "number" && Number.isSafeInteger(value) ? value : null;
}

/** What a PaymentIntent received; `amount` stands in only where the processor leaves `amount_received` out. */
export function receivedOf(intent: WireObject): Received | null {
  const amount = intent.amount_received === undefined || intent.amount_received === null ? integerOf(intent, "amount") : integerOf(intent, "amount_received");
  const currency = textOf(intent, "currency");
  return amount === null || amount < 0 || currency === null ? null : { amount, currency: currency.toUpperCase() };
}

/** Money on an object counts whatever the object calls its status. */
export function holdsMoney(intent: WireObject | null): boolean {
  return (integerOf(intent, "amount_received") ?? 0) > 0;
}

/** The processor's reason of a refusal: the issuer's word where there is one, else the error's own code. */
export function declineCodeOf(error: WireObject | null): string {
  return textOf(error, "decline_code") ?? textOf(error, "code") ?? "card_declined";
}
