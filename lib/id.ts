import { uuidv7 } from "uuidv7";

/** Prefixes of the ids on the wire; inside they are plain UUIDv7. */
const ID_PREFIXES = {
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
/** By character code; -1 for the hyphens of a UUID. */
const HEX_DIGITS = Int8Array.from({ length: 128 }, (_, code) => "0123456789abcdef".indexOf(String.fromCharCode(code).toLowerCase()));
const VALUE_OF = new Map([...ALPHABET].map((character, value) => [character, BigInt(value)]));

/** A new UUIDv7, made by the application: order by id is order by creation. */
export function newId(): string {
  return uuidv7();
}

/** `pay_01kb4n6t…` for a UUID. */
export function encodeId(noun: IdNoun, uuid: string): string {
  let text = "";
  // Two zero bits in front make 128 bits 26 times five. Small integers: a create encodes five ids.
  let held = 0;
  let heldBits = 2;
  for (let index = 0; index < uuid.length; index += 1) {
    const digit = HEX_DIGITS[uuid.charCodeAt(index)] ?? 0;
    if (digit < 0) continue;
    held = ((held & 31) << 4) | digit;
    heldBits += 4;
    if (heldBits < 5) continue;
    heldBits -= 5;
    text += ALPHABET[(held >> heldBits) & 31];
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
