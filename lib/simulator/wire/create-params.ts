import { branchIn, type FormTree, textIn } from "./form";
import { invalidRequest } from "./wire-error";

export type CreateParams = {
  amount: number;
  currency: string;
  confirm: boolean;
  errorOnRequiresAction: boolean;
  paymentMethod: string | null;
  description: string | null;
  metadata: Record<string, string>;
};

/** What is taken; Stripe refuses names that it does not know, and so a misspelt one is found here too. */
const KNOWN: ReadonlySet<string> = new Set([
  "amount", "currency", "confirm", "error_on_requires_action", "payment_method", "payment_method_data", "payment_method_types",
  "automatic_payment_methods", "description", "metadata", "capture_method", "confirmation_method", "off_session", "receipt_email",
  "statement_descriptor", "statement_descriptor_suffix", "customer", "expand", "return_url", "setup_future_usage", "use_stripe_sdk",
]);
/** Stripe's own limits on metadata and on a description. */
const METADATA_PAIRS_MAX = 50;
const METADATA_NAME_MAX = 40;
const METADATA_VALUE_MAX = 500;
const DESCRIPTION_MAX = 1_000;

/** Reads and checks the parameters of a create; throws a 400 that names the one that is wrong. */
export function readCreateParams(form: FormTree): CreateParams {
  for (const name of Object.keys(form)) {
    if (!KNOWN.has(name)) throw invalidRequest(`Received unknown parameter: ${name}`, name, "parameter_unknown");
  }
  const description = textIn(form, "description");
  if (description !== null && description.length > DESCRIPTION_MAX) throw invalidRequest("The description is too long.", "description");
  if ((textIn(form, "capture_method") ?? "automatic") === "manual") throw invalidRequest("Manual capture is not supported here.", "capture_method");
  const confirm = flag(form, "confirm");
  const paymentMethod = readPaymentMethod(form);
  if (confirm && paymentMethod === null) {
    throw invalidRequest("You cannot confirm this PaymentIntent because it's missing a payment method.", "payment_method", "parameter_missing");
  }
  if (flag(form, "error_on_requires_action") && !confirm) {
    throw invalidRequest("`error_on_requires_action` can only be used with `confirm`.", "error_on_requires_action");
  }
  return {
    amount: readAmount(form),
    currency: readCurrency(form),
    confirm,
    errorOnRequiresAction: flag(form, "error_on_requires_action"),
    paymentMethod,
    description,
    metadata: readMetadata(branchIn(form, "metadata")),
  };
}

/** The payment method of a create or a confirm: an id, or a card token in `payment_method_data`. */
export function readPaymentMethod(form: FormTree): string | null {
  const token = textIn(branchIn(branchIn(form, "payment_method_data"), "card"), "token");
  const method = textIn(form, "payment_method");
  if (method?.startsWith("tok_")) throw invalidRequest(`No such PaymentMethod: '${method}'`, "payment_method", "resource_missing");
  return method ?? token;
}

export function flag(form: FormTree, name: string): boolean {
  const value = textIn(form, name);
  if (value === null || value === "false") return false;
  if (value === "true") return true;
  throw invalidRequest(`Invalid boolean: ${value}`, name);
}

function readAmount(form: FormTree): number {
  const text = textIn(form, "amount");
  if (text === null) throw invalidRequest("Missing required param: amount.", "amount", "parameter_missing");
  const amount = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(amount)) throw invalidRequest(`Invalid integer: ${text}`, "amount", "parameter_invalid_integer");
  if (amount < 1) throw invalidRequest("This value must be greater than or equal to 1.", "amount", "parameter_invalid_integer");
  return amount;
}

function readCurrency(form: FormTree): string {
  const text = textIn(form, "currency");
  if (text === null) throw invalidRequest("Missing required param: currency.", "currency", "parameter_missing");
  if (!/^[a-z]{3}$/i.test(text)) throw invalidRequest(`Invalid currency: ${text}`, "currency");
  return text.toLowerCase();
}

function readMetadata(branch: FormTree): Record<string, string> {
  const entries = Object.entries(branch);
  if (entries.length > METADATA_PAIRS_MAX) throw invalidRequest(`Metadata can have up to ${METADATA_PAIRS_MAX} keys.`, "metadata");
  const metadata: Record<string, string> = {};
  for (const [name, value] of entries) {
    if (name.length > METADATA_NAME_MAX) throw invalidRequest(`Metadata keys can have up to ${METADATA_NAME_MAX} characters.`, "metadata");
    if (typeof value !== "string") throw invalidRequest("Metadata values must be strings.", `metadata[${name}]`);
    if (value.length > METADATA_VALUE_MAX) throw invalidRequest(`Metadata values can have up to ${METADATA_VALUE_MAX} characters.`, `metadata[${name}]`);
    if (value !== "") metadata[name] = value;
  }
  return metadata;
}
