export type JsonToken = { kind: "key" | "string" | "number" | "plain"; text: string };

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[[\]{},:]|\s+|[^\s]/g;
/** What a browser should draw at most: an answer is kept up to 64 KiB. */
const TOKENS_MAX = 20_000;

/**
 * Raw JSON laid out for reading without ever parsing it: a parser would round big integers. Text that is no JSON comes
 * back as it is.
 */
export function jsonTokens(raw: string): JsonToken[] {
  if (!/^\s*[[{]/.test(raw)) return [{ kind: "plain", text: raw }];
  const words = (raw.match(TOKEN) ?? []).filter((word) => word.trim() !== "").slice(0, TOKENS_MAX);
  const tokens: JsonToken[] = [];
  let depth = 0;
  const line = () => `\n${"  ".repeat(Math.max(0, depth))}`;
  words.forEach((word, index) => {
    const next = words[index + 1];
    if (word === "{" || word === "[") {
      depth += 1;
      tokens.push({ kind: "plain", text: word + (next === "}" || next === "]" ? "" : line()) });
    } else if (word === "}" || word === "]") {
      depth -= 1;
      const empty = words[index - 1] === "{" || words[index - 1] === "[";
      tokens.push({ kind: "plain", text: (empty ? "" : line()) + word });
    } else if (word === ",") tokens.push({ kind: "plain", text: `,${line()}` });
    else if (word === ":") tokens.push({ kind: "plain", text: ": " });
    else if (word.startsWith('"')) tokens.push({ kind: next === ":" ? "key" : "string", text: word });
    else tokens.push({ kind: /^[-\dtfn]/.test(word) ? "number" : "plain", text: word });
  });
  return tokens;
}
