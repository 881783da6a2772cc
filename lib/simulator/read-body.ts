import type { IncomingMessage } from "node:http";

/** Four times what a payment's form may weigh: 50 pairs of metadata, percent-encoded. */
const BODY_MAX_BYTES = 256 * 1024;

/** The whole body as text, or null where it is too large (the rest is not read: answer, and close). Rejects where the caller hangs up. */
export async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const piece = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    bytes += piece.length;
    if (bytes > BODY_MAX_BYTES) return null;
    chunks.push(piece);
  }
  return Buffer.concat(chunks).toString("utf8");
}
