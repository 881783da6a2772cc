const text = (description: string, example?: string) => ({ description, schema: { type: "string" }, ...(example === undefined ? {} : { example }) });

/** Every header that an answer may carry. */
export const ANSWER_HEADERS = {
  "Request-Id": text("Names this request; quote it to the operators.", "req_01kb4n6t3v8w9x0y1z2a3b4c5d"),
  "Idempotency-Key": text("The key, as you spelled it."),
  "Idempotent-Replayed": text("`true` where the answer is the stored one again.", "true"),
  "Original-Request-Id": text("The request that the stored answer was first given to."),
  "Idempotency-Expires": text("Until when the stored answer is kept.", "2026-11-25T09:00:00.000Z"),
  "Preference-Applied": text("`respond-async` where the header asked for it.", "respond-async"),
  "Retry-After": { description: "Seconds to wait before you try again.", schema: { type: "integer", minimum: 0 } },
  Location: text("The payment.", "/api/v1/payments/pay_01kb4n6t3v8w9x0y1z2a3b4c5d"),
  ETag: text("Weak; changes with every change of the payment but `stuck`.", 'W/"3"'),
  Allow: text("The methods of this path.", "GET, HEAD, POST"),
  Link: text("Where the missing header is described.", '</docs/idempotency>; rel="describedby"'),
  "WWW-Authenticate": text("How to authenticate.", 'Bearer realm="latchkey"'),
} as const;
export type AnswerHeader = keyof typeof ANSWER_HEADERS;

export function headerRefs(names: readonly AnswerHeader[]): Record<string, { $ref: string }> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
