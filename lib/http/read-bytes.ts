import { ProblemError } from "@/lib/errors";
import { WholeRequest } from "./whole-body";

/** Reads a body to its end or to the limit, whatever its length was declared as. */
export async function readBytes(request: Request, maxBytes: number): Promise<Buffer> {
  const tooLarge = () => new ProblemError("body_too_large", `A body may have ${maxBytes / 1_024} KiB.`);
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge();
  if (request instanceof WholeRequest) {
    if (request.whole.byteLength > maxBytes) throw tooLarge();
    return Buffer.from(request.whole.buffer, request.whole.byteOffset, request.whole.byteLength);
  }
  const reader = request.body?.getReader();
  if (!reader) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new ProblemError("invalid_request", "The body broke off.");
    });
    if (done) return Buffer.concat(chunks, size);
    size += value.byteLength;
    if (size > maxBytes) {
      await reader.cancel().catch(() => undefined);
      throw tooLarge();
    }
    chunks.push(value);
  }
}
