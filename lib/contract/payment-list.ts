import { z } from "zod";
import { PAYMENT_STATUSES, Payment, REFERENCE_MAX } from "./payment";
import { boundedText } from "./text";

export const LIMIT_DEFAULT = 20;
const LIMIT_MAX = 100;

const instant = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], "is an ISO 8601 date, or date and time with a zone (write + as %2B)")
  .transform((text) => new Date(text));
const limit = z
  .string()
  .regex(/^[0-9]{1,3}$/, `is a number from 1 to ${LIMIT_MAX}`)
  .transform(Number)
  .refine((count) => count >= 1 && count <= LIMIT_MAX, `is a number from 1 to ${LIMIT_MAX}`)
  .meta({ type: "integer", minimum: 1, maximum: LIMIT_MAX, default: LIMIT_DEFAULT });

/** The query string of `GET /api/v1/payments`; every parameter at most once. */
export const ListPaymentsQuery = z.strictObject({
  status: z.enum(PAYMENT_STATUSES, `is one of ${PAYMENT_STATUSES.join(", ")}`).optional(),
  reference: boundedText(1, REFERENCE_MAX).optional().describe("Exactly this reference."),
  createdFrom: instant.optional().describe("Created then or later."),
  createdTo: instant.optional().describe("Created then or earlier."),
  stuck: z.enum(["true", "false"], "is true or false").transform((word) => word === "true").optional()
    .describe("Pending or unknown for longer than your threshold."),
  limit: limit.optional().describe("How many at most."),
  cursor: z.string().max(100, "is no cursor of ours").optional().describe("`nextCursor` of the page before. Opaque."),
});
export type ListPaymentsQuery = z.output<typeof ListPaymentsQuery>;

/** One page, newest first. */
export const PaymentList = z.object({
  data: z.array(Payment),
  hasMore: z.boolean(),
  nextCursor: z.string().nullable().describe("Send it as `cursor` for the next page; null on the last one."),
});
export type PaymentList = z.output<typeof PaymentList>;
