import { z } from "zod";
import { REFERENCE_MAX } from "@/lib/contract/payment";
import { boundedText } from "@/lib/contract/text";
import { AMOUNT_MAX } from "@/lib/money";
import { isFaultName } from "@/lib/simulator/faults";
import { REASON_MAX, RUN_PAYMENTS_MAX } from "./run";
import { REFUSED_CARD, TRY_KEY } from "./try-it";

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

/** The body of `POST /api/operator/payments/{id}/proposals`: what it is to be believed as, and the version that was seen. */
export const ProposalBody = z.strictObject({
  verdict: z.enum(["succeeded", "declined", "failed"]),
  /** The processor's id of the money; required for succeeded. */
  processorReference: boundedText(1, REFERENCE_MAX).nullable(),
  reason: boundedText(1, REASON_MAX),
  paymentVersion: z.int().min(1),
});

/** The body of `POST /api/operator/proposals/{id}/decision`. */
export const DecisionBody = z.strictObject({ approve: z.boolean(), comment: boundedText(1, REASON_MAX).nullable() });

/** The body of `POST /api/operator/try-it`. */
export const TryBody = z.strictObject({
  merchant: z.string().min(1),
  key: z.string().regex(TRY_KEY, "is 1 to 255 visible ASCII characters"),
  amount: z.int().min(1).max(AMOUNT_MAX),
  currency: z.string().regex(/^[A-Z]{3}$/, "is an ISO 4217 code"),
  fault: z.string().refine((name) => name === REFUSED_CARD || isFaultName(name), "is a fault of the simulator").nullable(),
});
