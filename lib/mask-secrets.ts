import { containsCardNumber } from "@/lib/contract/card-number";

/** Credentials by their shape: our API keys, a processor's keys, signing secrets, bearer tokens, a database's password. */
const SECRET_SHAPES: readonly [RegExp, string][] = [
  [/\b(lk_[A-Za-z0-9_-]{3})[A-Za-z0-9_-]{8,}/g, "$1…"],
  [/\b((?:sk|rk|pk)_(?:test|live)_)[A-Za-z0-9_]+/g, "$1…"],
  [/\bwhsec_[A-Za-z0-9_+/=-]+/g, "whsec_…"],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, "$1 …"],
  [/(postgres(?:ql)?:\/\/[^:@/\s"]*):[^@/\s"]+@/g, "$1:…@"],
];
/** 13 to 19 digits with single separators between them: a candidate that is then checked. */
const CARD_SHAPE = /(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-])/g;

/** The text without anything that looks like a credential or a card number. */
export function maskSecrets(text: string): string {
  let masked = text;
  for (const [shape, replacement] of SECRET_SHAPES) masked = masked.replace(shape, replacement);
  // Bare numbers stay numbers, so that a masked line is still JSON.
  return masked.replace(CARD_SHAPE, (digits) => (containsCardNumber(digits) ? "0" : digits));
}
