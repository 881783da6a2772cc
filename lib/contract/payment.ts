import { z } from "zod";
import type { FieldError } from "@/lib/errors";
import { encodeId } from "@/lib/id";
import { AMOUNT_MAX, CURRENCIES } from "@/lib/money";
import { fieldErrorsOf, pointerTo } from "./field-errors";
import { boundedText } from "./text";

/** A processor takes 50 pairs, ours among them. */
const METADATA_PAIRS_MAX = 40;
const METADATA_NAME_MAX = 40;
const METADATA_VALUE_MAX = 500;
/** Fits every processor's own reference field with room to spare, and an index entry. */
export const REFERENCE_MAX = 200;
/** Stripe's limit for a description. */
const DESCRIPTION_MAX = 1_000;
/** Several times the longest token of any processor. */
const PAYMENT_METHOD_MAX = 255;

const currency = z
  .string("is a text")
  .regex(/^[A-Za-z]{3}$/, "is three letters")
  .transform((text) => text.toUpperCase())
  .refine((code) => CURRENCIES.has(code), "is an ISO 4217 code in circulation")
  .meta({ description: "ISO 4217, in either case.", examples: ["EUR"] });

const paymentMethod = z
  .string("is a text")
  .max(PAYMENT_METHOD_MAX, `has at most ${PAYMENT_METHOD_MAX} characters`)
  .regex(/^(?:pm|tok)_[!-~]+$/, "is a processor's token: pm_… or tok_…, in visible ASCII")
  .meta({ description: "A processor's token; card numbers are refused.", examples: ["pm_card_visa"] });

// `latchkey_…` carries our own ids to the processor; square brackets can't be spelled in a processor's form fields.
const metadataName = boundedText(1, METADATA_NAME_MAX)
  .refine((name) => !name.startsWith("latchkey_"), "may not start with latchkey_: those are ours")
  .refine((name) => !/[[\]]/.test(name), "may not hold square brackets");

const metadata = z
  .record(metadataName, boundedText(0, METADATA_VALUE_MAX), "is an object of texts")
  .refine((pairs) => Object.keys(pairs).length <= METADATA_PAIRS_MAX, `has at most ${METADATA_PAIRS_MAX} pairs`)
  .meta({ description: `At most ${METADATA_PAIRS_MAX} pairs of texts.`, maxProperties: METADATA_PAIRS_MAX });

/** The body of `POST /api/v1/payments`. Unknown fields and explicit nulls are refused. */
export const CreatePaymentBody = z.strictObject(
  {
    amount: z
      .int("is an integer in the currency's minor unit")
      .min(1, "is at least 1")
      .max(AMOUNT_MAX, "is at most 2^53 − 1")
      .meta({ description: "In the currency's minor unit: 1999 is 19.99 EUR, or 1999 JPY.", examples: [1999] }),
    currency,
    paymentMethod,
    reference: boundedText(1, REFERENCE_MAX).optional().describe("Your own number for this payment, to find it by."),
    description: boundedText(1, DESCRIPTION_MAX).optional(),
    metadata: metadata.optional(),
  },
  "is a JSON object",
);
/** The validated body: the currency in upper case, everything else as sent. */
export type CreatePaymentBody = z.output<typeof CreatePaymentBody>;

type ParsedBody = { ok: true; body: CreatePaymentBody } | { ok: false; errors: FieldError[] };

/** Validates a parsed body and names every field that is wrong. */
export function parseCreatePaymentBody(sent: unknown): ParsedBody {
  const parsed = CreatePaymentBody.safeParse(sent);
  if (!parsed.success) return { ok: false, errors: fieldErrorsOf(parsed.error) };
  // Zod leaves this one name out of a record without a word; a pair that was sent is stored or refused.
  if (Object.hasOwn((sent as { metadata?: object }).metadata ?? {}, "__proto__")) {
    return { ok: false, errors: [{ pointer: pointerTo(["metadata", "__proto__"]), detail: "the name can't be used" }] };
  }
  return { ok: true, body: parsed.data };
}

export const PAYMENT_STATUSES = ["pending", "succeeded", "declined", "failed", "unknown", "contradicted"] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];
const ATTEMPT_STATUSES = ["queued", "dispatched", "succeeded", "declined", "failed", "unknown"] as const;
export type AttemptStatus = (typeof ATTEMPT_STATUSES)[number];
const SEND_OUTCOMES = ["succeeded", "declined", "failed", "unknown"] as const;
export type SendOutcome = (typeof SEND_OUTCOMES)[number];

const time = z.iso.datetime({ precision: 3 }).describe("ISO 8601, UTC, milliseconds.");
const wireId = (prefix: string) => z.string().regex(new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{26}$`));

const Send = z.object({
  at: time,
  finishedAt: time.nullable(),
  outcome: z.enum(SEND_OUTCOMES).nullable().describe("What this request proved; null while it is under way."),
  code: z.string().nullable(),
});

const Attempt = z.object({
  id: wireId("att"),
  status: z.enum(ATTEMPT_STATUSES),
  processorKey: z.string().describe("The idempotency key sent to the processor."),
  processorReference: z.string().nullable(),
  startedAt: time.nullable().describe("Null while it is queued."),
  finishedAt: time.nullable(),
  sends: z.array(Send),
});

/** A payment as merchants and operators see it, in the contract's order. */
export const Payment = z.object({
  id: wireId("pay"),
  object: z.literal("payment"),
  status: z.enum(PAYMENT_STATUSES),
  amount: z.int().min(1).max(AMOUNT_MAX),
  currency: z.string().regex(/^[A-Z]{3}$/),
  paymentMethod: z.string(),
  reference: z.string().nullable(),
  description: z.string().nullable(),
  metadata: z.record(z.string(), z.string()),
  idempotencyKey: z.string().nullable(),
  processor: z.string(),
  processorReference: z.string().nullable(),
  declineCode: z.string().nullable(),
  failureCode: z.string().nullable(),
  stuck: z.boolean().describe("Pending or unknown for longer than your threshold. Outside the ETag."),
  createdAt: time,
  updatedAt: time,
  attempts: z.array(Attempt),
});
export type Payment = z.output<typeof Payment>;

/** What the presenter reads of a payment's row. */
export type PaymentFacts = {
  id: string;
  status: PaymentStatus;
  amount: bigint;
  currency: string;
  paymentMethod: string;
  reference: string | null;
  description: string | null;
  /** Null, or an object of texts: it was validated when it was stored. */
  metadata: unknown;
  idempotencyKey: string | null;
  processor: string;
  processorReference: string | null;
  declineCode: string | null;
  failureCode: string | null;
  createdAt: Date;
  updatedAt: Date;
};

export type AttemptFacts = {
  id: string;
  number: number;
  status: AttemptStatus;
  processorKey: string;
  processorReference: string | null;
  startedAt: Date | null;
  finishedAt: Date | null;
};

export type SendFacts = {
  attemptId: string;
  number: number;
  at: Date;
  finishedAt: Date | null;
  outcome: SendOutcome | null;
  code: string | null;
};

const byNumber = (a: { number: number }, b: { number: number }) => a.number - b.number;
const isoOrNull = (at: Date | null) => at?.toISOString() ?? null;

/**
 * The one presenter of payments. Its member order is the contract's and is part of stored answers:
 * a duplicate gets these bytes again.
 */
export function presentPayment(
  payment: PaymentFacts, attempts: readonly AttemptFacts[], sends: readonly SendFacts[], flags: { stuck: boolean },
): Payment {
  return {
    id: encodeId("payment", payment.id),
    object: "payment",
    status: payment.status,
    amount: Number(payment.amount),
    currency: payment.currency,
    paymentMethod: payment.paymentMethod,
    reference: payment.reference,
    description: payment.description,
    metadata: (payment.metadata ?? {}) as Record<string, string>,
    idempotencyKey: payment.idempotencyKey,
    processor: payment.processor,
    processorReference: payment.processorReference,
    declineCode: payment.declineCode,
    failureCode: payment.failureCode,
    stuck: flags.stuck,
    createdAt: payment.createdAt.toISOString(),
    updatedAt: payment.updatedAt.toISOString(),
    attempts: attempts.toSorted(byNumber).map((attempt) => ({
      id: encodeId("attempt", attempt.id),
      status: attempt.status,
      processorKey: attempt.processorKey,
      processorReference: attempt.processorReference,
      startedAt: isoOrNull(attempt.startedAt),
      finishedAt: isoOrNull(attempt.finishedAt),
      sends: sends
        .filter((send) => send.attemptId === attempt.id)
        .toSorted(byNumber)
        .map((send) => ({ at: send.at.toISOString(), finishedAt: isoOrNull(send.finishedAt), outcome: send.outcome, code: send.code })),
    })),
  };
}
