/** Another version could name or shape fields differently: it is raised by hand, together with the tests. */
const STRIPE_VERSION = "2026-10-28.endive";

export function requestHeaders(secretKey: string): Record<string, string> {
  return {
    authorization: `Bearer ${secretKey}`,
    "stripe-version": STRIPE_VERSION,
    "content-type": "application/x-www-form-urlencoded",
    accept: "application/json",
    "user-agent": "Latchkey",
  };
}
