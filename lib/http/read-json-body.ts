import { ProblemError } from "@/lib/errors";
import { readBytes } from "./read-bytes";

/** The contract's section 2: a body may have 64 KiB. */
export const JSON_BODY_MAX_BYTES = 64 * 1_024;
const JSON_TYPE = /^application\/(?:json|[!#$&^_.+a-z0-9-]+\+json)$/;
const UTF8 = /^"?utf-?8"?$/;
const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

/** Reads a bounded JSON body that is declared as JSON in UTF-8; throws the problem otherwise. */
export async function readJsonBody(request: Request): Promise<unknown> {
  requireJson(request.headers);
  const bytes = await readBytes(request, JSON_BODY_MAX_BYTES);
  try {
    return JSON.parse(strictUtf8.decode(bytes));
  } catch {
    throw new ProblemError("invalid_json");
  }
}

function requireJson(headers: Headers): void {
  const [type = "", ...parameters] = (headers.get("content-type") ?? "").toLowerCase().split(";").map((part) => part.trim());
  if (!JSON_TYPE.test(type)) throw new ProblemError("unsupported_media_type");
  const charset = parameters.map((parameter) => /^charset=(.*)$/.exec(parameter)?.[1]).find((value) => value !== undefined);
  if (charset !== undefined && !UTF8.test(charset)) throw new ProblemError("unsupported_media_type", "JSON is read in UTF-8.");
  const encoding = headers.get("content-encoding");
  if (encoding !== null && encoding.trim().toLowerCase() !== "identity") throw new ProblemError("unsupported_media_type", "Bodies are read uncompressed.");
}
