/** Paths with a variable part, as metrics name them: a label must never grow with the number of payments. */
const PATTERNS: readonly [RegExp, string][] = [
  [/^\/api\/v1\/payments$/, "/api/v1/payments"],
  [/^\/api\/v1\/payments\/[^/]+$/, "/api/v1/payments/{id}"],
  [/^\/api\/v1\/idempotency-keys(\/[^/]+)?$/, "/api/v1/idempotency-keys/{key}"],
  [/^\/api\/v1(\/|$)/, "/api/v1"],
  [/^\/api\/processors\//, "/api/processors/{processor}/{connectionId}/notifications"],
  [/^\/api\/operator(\/|$)/, "/api/operator"],
  [/^\/api\/auth(\/|$)/, "/api/auth"],
  [/^\/(healthz|readyz|metrics)$/, "/health"],
  [/^\/_next\//, "/_next"],
];

export function routeLabel(path: string): string {
  return PATTERNS.find(([pattern]) => pattern.test(path))?.[1] ?? "pages";
}
