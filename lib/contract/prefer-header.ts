/** The contract's section 4: a duplicate waits at most this long, and so does everybody else. */
export const WAIT_MAX_S = 30;

/** Nobody says this much; what is longer is ignored unread. */
const LENGTH_MAX = 1_000;

type Preferences = {
  /** Null where nothing usable was said. */
  waitS: number | null;
  respondAsync: boolean;
};

// RFC 7240: token [ = word ] *( ; parameter ). Parameters are matched to be skipped: neither preference has any.
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const WORD = `(?:${TOKEN}|"(?:[^"\\\\]|\\\\.)*")`;
const PREFERENCE = new RegExp(`^[ \\t]*(${TOKEN})(?:[ \\t]*=[ \\t]*(${WORD}))?[ \\t]*(?:;.*)?$`, "s");
const ELEMENT = /(?:[^,"]|"(?:[^"\\]|\\.)*")+/gs;

/** Reads `Prefer`. What is malformed or unknown is ignored, and of a repeated preference the first counts (RFC 7240). */
export function parsePrefer(header: string | null): Preferences {
  const seen = new Map<string, string>();
  const text = header !== null && header.length <= LENGTH_MAX ? header : "";
  for (const [element] of text.matchAll(ELEMENT)) {
    const [, name, word = ""] = PREFERENCE.exec(element) ?? [];
    if (name && !seen.has(name.toLowerCase())) seen.set(name.toLowerCase(), word.replace(/^"(.*)"$/s, "$1"));
  }
  const wait = seen.get("wait") ?? "";
  return {
    waitS: /^\d+$/.test(wait) ? Math.min(Number(wait), WAIT_MAX_S) : null,
    // A value makes it another preference than the one that RFC 7240 registers.
    respondAsync: seen.get("respond-async") === "",
  };
}
