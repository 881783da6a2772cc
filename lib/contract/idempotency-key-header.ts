/** The contract's section 3. */
export const KEY_LENGTH_MAX = 255;

type ParsedKey =
  | { ok: true; key: string }
  | { ok: false; code: "idempotency_key_missing" | "idempotency_key_invalid"; detail: string };

const VISIBLE_ASCII = /^[!-~]+$/;
// An RFC 8941 string: `"` and `\` are escaped, nothing else is. Parameters may follow an item; the draft defines none,
// so well-formed ones are ignored as RFC 8941 wants unknown ones to be.
const QUOTED = /^"((?:[ !#-[\]-~]|\\["\\])*)"((?:;[ ]*[a-z*][a-z0-9_.*-]*(?:=(?:"(?:[ !#-[\]-~]|\\["\\])*"|[A-Za-z0-9*:?/+._=!#$%&'^`|~-]+))?)*)$/;

/** `"abc"` and bare `abc` name the same key `abc`. Details never repeat what was sent. */
export function parseIdempotencyKey(header: string | null): ParsedKey {
  if (header === null) return { ok: false, code: "idempotency_key_missing", detail: "This request needs an Idempotency-Key header." };
  const text = header.replace(/^[ \t]+|[ \t]+$/g, "");
  const key = text.startsWith('"') ? unquote(text) : bare(text);
  return typeof key === "string" ? checkKey(key) : key;
}

/** A key from a path or a query string, where there is nothing to unquote. */
export function checkKey(key: string): ParsedKey {
  if (key === "") return invalid("The key is empty.");
  if (key.length > KEY_LENGTH_MAX) return invalid(`The key is longer than ${KEY_LENGTH_MAX} characters.`);
  if (!VISIBLE_ASCII.test(key)) return invalid("The key may hold visible ASCII characters only: no spaces, no accents, no control characters.");
  return { ok: true, key };
}

function unquote(text: string): string | ParsedKey {
  const inner = QUOTED.exec(text)?.[1];
  if (inner === undefined) return invalid("The quoted form is not closed, or more than one key was sent.");
  return inner.replace(/\\(["\\])/g, "$1");
}

// A quote inside a bare key would make it depend on the reader where a list ends; such a key is spelled in the quoted form.
function bare(text: string): string | ParsedKey {
  if (text.includes(",")) return invalid("More than one key was sent: a comma outside quotes makes a list.");
  if (text.includes('"')) return invalid("A key that holds a quotation mark is sent in the quoted form.");
  return text;
}

function invalid(detail: string): ParsedKey {
  return { ok: false, code: "idempotency_key_invalid", detail };
}

/** How an answer names a key that did not come in a header: bare where that can't be misread. */
export function spellKey(key: string): string {
  return /[",]/.test(key) ? `"${key.replace(/["\\]/g, "\\$&")}"` : key;
}
