import { type ApiAnswer, JSON_TYPE } from "@/lib/contract/api-answer";
import { openApiDocument } from "@/lib/contract/openapi/document";
import { env } from "@/lib/env";

let rendered: string | undefined;

/** `GET /api/v1/openapi.json`, rendered once a process. */
export async function readOpenApi(): Promise<ApiAnswer> {
  rendered ??= JSON.stringify(openApiDocument(env().LATCHKEY_PUBLIC_URL));
  return { status: 200, body: rendered, contentType: JSON_TYPE, headers: { "Cache-Control": "no-cache" } };
}
