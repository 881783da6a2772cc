/** First byte of a cursor, so that another kind can follow without being misread. */
const VERSION = 1;
const UUID_BYTES = 16;

/** An opaque cursor: the id that the next page starts after. It grants nothing, so it is not signed. */
export function encodeCursor(uuid: string): string {
  return Buffer.concat([Buffer.from([VERSION]), Buffer.from(uuid.replaceAll("-", ""), "hex")]).toString("base64url");
}

/** The id behind a cursor, or null where the text is none of ours. */
export function decodeCursor(text: string): string | null {
  const bytes = Buffer.from(text, "base64url");
  if (bytes.length !== 1 + UUID_BYTES || bytes[0] !== VERSION || bytes.toString("base64url") !== text) return null;
  const hex = bytes.toString("hex", 1);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
