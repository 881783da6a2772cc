const DIGITS_MIN = 13;
const DIGITS_MAX = 19;
/** However a person spaces a number; prose between two numbers has letters. */
const SEPARATORS = /^[^\p{L}\p{N}]{1,64}$/u;
/** A parsed body of 64 KiB holds no more values than this. */
const VALUES_MAX = 65_536;

/** Issuer ranges in use: first digits, both ends included. */
const ISSUED: readonly (readonly [low: number, high: number])[] = [
  [4, 4], // Visa
  [51, 55], [2221, 2720], // Mastercard
  [34, 34], [37, 37], // American Express
  [6011, 6011], [622126, 622925], [644, 649], [65, 65], // Discover
  [3528, 3589], // JCB
  [300, 305], [3095, 3095], [36, 36], [38, 39], // Diners Club
  [62, 62], // UnionPay
  [50, 50], [56, 69], // Maestro
  [2200, 2204], // Mir
  [81, 82], // RuPay
  [9792, 9792], // Troy
  [8600, 8600], [9860, 9860], // UzCard, Humo
];

/**
 * True where any text, name or number of a parsed JSON value holds a card number: digit groups with
 * separators between them, 13 to 19 digits together, Luhn-valid and in an issued range.
 */
export function containsCardNumber(value: unknown): boolean {
  // A stack of our own: a body may be nested deeper than the call stack goes.
  const stack: unknown[] = [value];
  for (let seen = 0; stack.length > 0 && seen < VALUES_MAX; seen += 1) {
    const next = stack.pop();
    if (typeof next === "string" || typeof next === "number") {
      if (textHoldsCardNumber(String(next))) return true;
    } else if (typeof next === "object" && next !== null) {
      for (const [name, member] of Object.entries(next)) {
        if (textHoldsCardNumber(name)) return true;
        stack.push(member);
      }
    }
  }
  return false;
}

/** UUIDs, and runs of 24 and more letters and digits: hashes and random ids, one in some hundred of which would pass by chance. */
const IDENTIFIERS = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-z]{24,}/gi;
/** No id of that length has fewer letters but by a rare chance; a card number with a word before it is found all the same. */
const LETTERS_OF_ID_MIN = 4;

function withoutIdentifiers(text: string): string {
  return text.replace(IDENTIFIERS, (id) => (id.replace(/[^a-z]/gi, "").length >= LETTERS_OF_ID_MIN ? "x" : id));
}

/**
 * True where a text is nothing but a card number: digits and separators. An idempotency key is looked at so, because a
 * random key that holds one by chance must not be refused.
 */
export function isCardNumber(text: string): boolean {
  return !/[a-z]/i.test(text) && textHoldsCardNumber(text);
}

/** Every script's digits stand in rows of ten that begin where the one before is no digit. */
function inAsciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    let value = 0;
    while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1;
    return String(value);
  });
}

function textHoldsCardNumber(text: string): boolean {
  // Compatibility forms of one character may unfold into several, so only plain ASCII can be told by its length.
  const normal = withoutIdentifiers(/^[\0-\x7f]*$/.test(text) ? text : inAsciiDigits(text.normalize("NFKC")));
  if (normal.length < DIGITS_MIN) return false;
  let run: string[] = [];
  let end = 0;
  for (const match of normal.matchAll(/[0-9]+/g)) {
    if (run.length > 0 && !SEPARATORS.test(normal.slice(end, match.index))) {
      if (runHoldsCardNumber(run)) return true;
      run = [];
    }
    run.push(match[0]);
    end = match.index + match[0].length;
  }
  return runHoldsCardNumber(run);
}

/** Every sequence of whole neighbouring groups: a number is not looked for inside a longer one. */
function runHoldsCardNumber(groups: readonly string[]): boolean {
  for (let first = 0; first < groups.length; first += 1) {
    let digits = "";
    for (let last = first; last < groups.length && digits.length <= DIGITS_MAX; last += 1) {
      digits += groups[last];
      if (digits.length >= DIGITS_MIN && digits.length <= DIGITS_MAX && isIssued(digits) && isLuhnValid(digits)) return true;
    }
  }
  return false;
}

function isIssued(digits: string): boolean {
  return ISSUED.some(([low, high]) => {
    const prefix = Number(digits.slice(0, String(low).length));
    return prefix >= low && prefix <= high;
  });
}

function isLuhnValid(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
