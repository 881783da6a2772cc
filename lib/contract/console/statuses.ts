/** The statuses of a payment, worst first, as the tabs show them. No zod here: client files read it. */
export const PAYMENT_STATUS_WORDS = ["unknown", "pending", "contradicted", "succeeded", "declined", "failed"] as const;
export type PaymentStatusWord = (typeof PAYMENT_STATUS_WORDS)[number];

/** Not final: the processor may still say. */
export const OPEN_STATUSES: ReadonlySet<PaymentStatusWord> = new Set(["pending", "unknown"]);
