import type { Duplex } from "node:stream";
import { renderProblem } from "@/lib/contract/problem";
import { encodeId, newId } from "@/lib/id";

/** Why node:http could not even read a request: status, reason phrase and a sentence. */
const REFUSALS: Readonly<Record<string, [status: number, phrase: string, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [431, "Request Header Fields Too Large", "The headers are too large: 16 KiB are read."],
  ERR_HTTP_REQUEST_TIMEOUT: [408, "Request Timeout", "The request did not arrive in time."],
};
const BAD_REQUEST: [number, string, string] = [400, "Bad Request", "That is no HTTP request."];

/** Answers what never became a request as a problem, too, and closes the connection. */
export function refuse(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const [status, phrase, detail] = REFUSALS[error.code ?? ""] ?? BAD_REQUEST;
  const requestId = encodeId("request", newId());
  const { body } = renderProblem("invalid_request", {
    status, detail, requestId, instance: "/", retry: { sameKey: true, newKey: false, afterSeconds: null },
  });
  socket.end(
    `HTTP/1.1 ${status} ${phrase}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
      `Request-Id: ${requestId}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n${body}`,
  );
}
