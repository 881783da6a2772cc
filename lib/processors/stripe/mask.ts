/** What is kept of a processor's answer; more is never looked at. */
const KEPT_MAX_BYTES = 64 * 1024;
const MASK = "[masked]";

/** The one member of Stripe's objects that lets a bearer act on them. */
const SECRET_MEMBER = /("client_secret"\s*:\s*)"[^"\\]*(?:\\.[^"\\]*)*(?:"|$)/g;
/** API keys, signing secrets and client secrets wherever they stand. */
const SECRET_TEXT = /\b(?:(?:sk|rk|ek)_(?:live|test)_|whsec_|lk_)[A-Za-z0-9_-]{4,}|\b(?:pi|seti)_[A-Za-z0-9]+_secret_[A-Za-z0-9]+/g;
const JSON_STRING = /"[^"\\]*(?:\\.[^"\\]*)*(?:"|$)/g;
/** 13 to 19 digits with single blanks or hyphens between them, not inside a longer run of digits. */
const CARD_CANDIDATE = /(?<!\d)[2-6](?:[ -]?\d){12,18}(?!\d)/g;

/**
 * The text as it may be stored. Works on text, so that numbers keep every digit; card numbers are looked for in
 * strings only, because a bare JSON number is an amount or a time. PostgreSQL stores no NUL.
 */
export function maskSecrets(text: string): string {
  const masked = text.replaceAll("\0", "\uFFFD").replace(SECRET_MEMBER, `$1"${MASK}"`).replace(SECRET_TEXT, MASK);
  const isJson = /^\s*[[{]/.test(masked);
  const safe = isJson ? masked.replace(JSON_STRING, maskCardNumbers) : maskCardNumbers(masked);
  return capBytes(safe);
}

function maskCardNumbers(text: string): string {
  return text.replace(CARD_CANDIDATE, (candidate) => (passesLuhn(candidate.replace(/[ -]/g, "")) ? MASK : candidate));
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

function capBytes(text: string): string {
  if (text.length * 3 <= KEPT_MAX_BYTES || Buffer.byteLength(text) <= KEPT_MAX_BYTES) return text;
  // A character cut in half at the end becomes U+FFFD, which is dropped.
  return Buffer.from(text).subarray(0, KEPT_MAX_BYTES).toString("utf8").replace(/\uFFFD+$/, "");
}
