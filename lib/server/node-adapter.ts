import type { IncomingMessage, ServerResponse } from "node:http";
import { trackDetached } from "@/lib/drain";
import { WholeRequest, wholeTextOf } from "@/lib/http/whole-body";

export type Handler = (request: Request) => Promise<Response>;

/** Request methods that the web's Request refuses to carry. */
const UNCARRIED = new Set(["CONNECT", "TRACE", "TRACK"]);
const BODILESS = new Set(["GET", "HEAD"]);
const NO_BYTES = new Uint8Array(0);

/**
 * Runs a web handler under node:http. The body is read whole, up to one byte more than is allowed: the handler sees
 * that it is too long, and answers. A client that hangs up does not stop the handler, and stopping waits for it.
 */
export async function serve(handler: Handler, origin: string, bodyMaxBytes: number, from: IncomingMessage, to: ServerResponse): Promise<void> {
  const body = BODILESS.has(from.method ?? "GET") ? null : await readBody(from, bodyMaxBytes + 1);
  if (body === "broken") return;
  const response = await trackDetached(handler(toRequest(from, origin, body)));
  // The rest of a body that was too long is not read, so the connection can't carry another request.
  const close = body !== null && body.byteLength > bodyMaxBytes;
  await writeResponse(response, from, to, close);
}

function toRequest(from: IncomingMessage, origin: string, body: Uint8Array<ArrayBuffer> | null): Request {
  const method = from.method ?? "GET";
  const init = {
    // No handler has these methods: any other unknown one gets the same 405.
    method: UNCARRIED.has(method) ? "UNKNOWN" : method,
    headers: headerPairs(from.rawHeaders),
  };
  return new WholeRequest(origin + pathOf(from.url ?? "/"), init, body ?? NO_BYTES);
}

/** The lines as they came, also repeated ones: the web's Headers join them with ", ", which the contract counts as a list. */
function headerPairs(raw: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) pairs.push([raw[index] ?? "", raw[index + 1] ?? ""]);
  return pairs;
}

/** A request line holds a path, rarely a whole address (through a proxy) or `*`. */
export function pathOf(target: string): string {
  if (target.startsWith("/")) return target;
  try {
    const { pathname, search } = new URL(target);
    return pathname + search;
  } catch {
    return "/*";
  }
}

/** The bytes of the body, cut off at the limit; "broken" where the client went away before it was whole. */
function readBody(from: IncomingMessage, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | "broken"> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = () => resolve(new Uint8Array(Buffer.concat(chunks, Math.min(size, maxBytes))));
    from.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size < maxBytes) return;
      from.pause();
      from.removeAllListeners("data");
      finish();
    });
    from.once("end", finish);
    from.once("error", () => resolve("broken"));
    from.once("close", () => resolve("broken"));
  });
}

async function writeResponse(response: Response, from: IncomingMessage, to: ServerResponse, close: boolean): Promise<void> {
  if (to.destroyed) return void (await response.body?.cancel());
  const headers: Record<string, string | string[]> = Object.fromEntries(response.headers);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) headers["set-cookie"] = cookies;
  if (close) headers.connection = "close";
  if (response.body === null || from.method === "HEAD") {
    to.writeHead(response.status, headers).end();
  } else if (isStream(response)) {
    await pipe(response.body, to.writeHead(response.status, headers));
  } else {
    const whole = wholeTextOf(response) ?? new Uint8Array(await response.arrayBuffer());
    headers["content-length"] = String(Buffer.byteLength(whole));
    to.writeHead(response.status, headers).end(whole);
  }
  if (close) to.once("finish", () => from.socket.destroySoon());
}

/** Server-sent events have no end to wait for; every other answer of ours is small and whole. */
function isStream(response: Response): boolean {
  return response.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
}

async function pipe(body: ReadableStream<Uint8Array>, to: ServerResponse): Promise<void> {
  const reader = body.getReader();
  to.once("close", () => void reader.cancel().catch(() => undefined));
  // Ends with the stream, or with the client, whichever is first.
  for (;;) {
    const { done, value } = await reader.read();
    if (done || to.destroyed) break;
    if (!to.write(value)) await new Promise((resolve) => to.once("drain", resolve).once("close", resolve));
  }
  to.end();
}
