import { z } from "zod";
import { boundedText } from "@/lib/contract/text";
import { REASON_MAX, RUN_PAYMENTS_MAX } from "./run";

/** The body of `POST /api/operator/reconciliation-runs`. */
export const StartRunBody = z.strictObject({
  merchant: z.string().min(1),
  paymentIds: z.array(z.string().regex(/^pay_[0-9a-hjkmnp-tv-z]{26}$/, "is a payment's id")).min(1).max(RUN_PAYMENTS_MAX),
  reason: boundedText(1, REASON_MAX),
});

/** Bodies of the acts that say nothing but who asks. */
export const EmptyBody = z.strictObject({});

/** The body of `POST /api/operator/payments/{id}/check`: who asks is known, why is said. */
export const CheckBody = z.strictObject({ trigger: z.enum(["operator", "opening"]) });
