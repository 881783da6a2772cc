import { z } from "zod";
import { AMOUNT_MAX, CURRENCIES } from "@/lib/money";
import { boundedText } from "./text";

/** A processor takes 50 pairs, ours among them. */
const METADATA_PAIRS_MAX = 40;
const METADATA_NAME_MAX = 40;
const METADATA_VALUE_MAX = 500;
/** Fits the references and descriptors of every processor we know of, and an index entry. */
const REFERENCE_MAX = 200;
/** Stripe's limit for a description. */
const DESCRIPTION_MAX = 1_000;

const currency = z
  .string()
  .regex(/^[A-Za-z]{3}$/, "is three letters")
  .transform((text) => text.toUpperCase())
  .refine((code) => CURRENCIES.has(code), "is an ISO 4217 code in circulation");

const paymentMethod = z
  .string()
  .max(255, "has at most 255 characters")
  .regex(/^(?:pm|tok)_[!-~]+$/, "is a processor's token: pm_… or tok_…, in visible ASCII");

// `latchkey_…` carries our own ids to the processor; square brackets can't be spelled in a processor's form fields.
const metadataName = boundedText(1, METADATA_NAME_MAX)
  .refine((name) => !name.startsWith("latchkey_"), "may not start with latchkey_: those names are ours")
  .refine((name) => !/[[\]]/.test(name), "may not hold square brackets")
  .refine((name) => name !== "__proto__", "may not be __proto__");

/** A null prototype, so that a pair named after a member of Object is a pair like any other. */
const metadata = z
  .unknown()
  .transform((value, context): Record<string, string> => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      context.addIssue({ code: "custom", message: "is an object of strings" });
      return z.NEVER;
    }
    const pairs = Object.entries(value);
    if (pairs.length > METADATA_PAIRS_MAX) {
      context.addIssue({ code: "custom", message: `has at most ${METADATA_PAIRS_MAX} pairs` });
      return z.NEVER;
    }
    for (const [name, text] of pairs) {
      for (const parsed of [metadataName.safeParse(name), metadataValue.safeParse(text)]) {
        for (const issue of parsed.error?.issues ?? []) context.addIssue({ code: "custom", message: issue.message, path: [name] });
      }
    }
    return Object.fromEntries(pairs) as Record<string, string>;
  });
const metadataValue = boundedText(0, METADATA_VALUE_MAX);

/** The body of `POST /api/v1/payments`. Unknown fields and explicit nulls are refused. */
export const CreatePaymentBody = z.strictObject({
  amount: z.int("is an integer in the currency's minor unit").min(1, "is at least 1").max(AMOUNT_MAX, "is at most 2^53 − 1").describe("In the currency's minor unit."),
  currency,
  paymentMethod,
  reference: boundedText(1, REFERENCE_MAX).optional(),
  description: boundedText(1, DESCRIPTION_MAX).optional(),
  metadata: metadata.optional(),
});
/** The validated body: the currency in upper case, everything else as sent. */
export type CreatePaymentBody = z.output<typeof CreatePaymentBody>;
