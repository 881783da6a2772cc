import { z } from "zod";
import { PAYMENT_STATUSES, Payment } from "./payment";
import { Retry } from "./problem";

/** What became of a key: the question a client asks without sending money again. */
export const IdempotencyKeyRecord = z.object({
  key: z.string(),
  state: z.enum(PAYMENT_STATUSES).describe("The status of what the key claimed."),
  payment: Payment,
  createdAt: z.iso.datetime({ precision: 3 }),
  expiresAt: z.iso.datetime({ precision: 3 }).nullable().describe("Until when the stored answer is kept; null while there is none."),
  retry: Retry,
});
export type IdempotencyKeyRecord = z.output<typeof IdempotencyKeyRecord>;
