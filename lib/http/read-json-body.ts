import { ProblemError } from "@/lib/errors";
import { readBytes } from "./read-bytes";

/** The contract's section 2: a body may have 64 KiB. */
const BODY_MAX_BYTES = 64 * 1_024;

/** Reads a bounded JSON body that is declared as JSON; throws the problem otherwise. */
export async function readJsonBody(request: Request): Promise<unknown> {
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") throw new ProblemError("unsupported_media_type");
  const bytes = await readBytes(request, BODY_MAX_BYTES);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new ProblemError("invalid_json");
  }
}
