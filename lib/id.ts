import { uuidv7 } from "uuidv7";

/** Prefixes of the ids on the wire; inside they are plain UUIDv7. */
export const ID_PREFIXES = {
  payment: "pay",
  attempt: "att",
  merchant: "mer",
  apiKey: "key",
  connection: "con",
  request: "req",
  evidence: "evd",
  discrepancy: "dis",
  proposal: "prp",
  run: "run",
} as const;
export type IdNoun = keyof typeof ID_PREFIXES;

/** Crockford's base32, lower case: no i, l, o, u. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
/** 128 bits need 26 characters of 5 bits; the first carries 3. */
const ENCODED_LENGTH = 26;
const VALUE_OF = new Map([...ALPHABET].map((character, value) => [character, BigInt(value)]));

/** A new UUIDv7, made by the application: order by id is order by creation. */
export function newId(): string {
  return uuidv7();
}

/** `pay_01kb4n6t…` for a UUID. */
export function encodeId(noun: IdNoun, uuid: string): string {
  let bits = BigInt(`0x${uuid.replaceAll("-", "")}`);
  let text = "";
  for (let index = 0; index < ENCODED_LENGTH; index += 1) {
    text = ALPHABET[Number(bits & 31n)] + text;
    bits >>= 5n;
  }
  return `${ID_PREFIXES[noun]}_${text}`;
}

/** The UUID behind a wire id, or null where the text is no id of that noun. */
export function decodeId(noun: IdNoun, text: string): string | null {
  const prefix = `${ID_PREFIXES[noun]}_`;
  if (!text.startsWith(prefix) || text.length !== prefix.length + ENCODED_LENGTH) return null;
  let bits = 0n;
  for (const character of text.slice(prefix.length)) {
    const value = VALUE_OF.get(character);
    if (value === undefined) return null;
    bits = (bits << 5n) | value;
  }
  if (bits >> 128n) return null;
  const hex = bits.toString(16).padStart(32, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The creation time that a UUIDv7 carries. */
export function timeOfId(uuid: string): Date {
  return new Date(Number.parseInt(uuid.replaceAll("-", "").slice(0, 12), 16));
}

/** The smallest UUIDv7 of an instant: a bound for lists by time. */
export function lowestIdAt(instant: Date): string {
  const hex = Math.max(0, instant.getTime()).toString(16).padStart(12, "0").slice(-12);
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
