/** What the console remembers for an operator in this browser; the server reads it to render the same at once. */
export const REMEMBERED = { theme: "latchkey_theme", zone: "latchkey_zone", shortcuts: "latchkey_shortcuts", merchant: "latchkey_merchant" } as const;

/** A year: a setting is not a session. */
const KEPT_S = 31_536_000;

export function remember(what: keyof typeof REMEMBERED, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API does not exist in every browser we support.
  document.cookie = `${REMEMBERED[what]}=${encodeURIComponent(value)}; Path=/; Max-Age=${KEPT_S}; SameSite=Lax`;
}
