import type { ServerResponse } from "node:http";
import type { JournalEntry } from "./store/requests.sql";

/** One request's way out. Every way of answering, and of not answering, ends here and in the journal. */
export class Reply {
  constructor(
    private readonly response: ServerResponse,
    readonly entry: JournalEntry,
    private readonly onFinished: (entry: JournalEntry) => void,
  ) {}

  json(status: number, body: string, headers: Readonly<Record<string, string>> = {}): void {
    this.send(status, body, { "content-type": "application/json", ...headers });
  }

  send(status: number, body: string, headers: Readonly<Record<string, string>>): void {
    if (this.#isGone(status)) return;
    this.response.writeHead(status, { "request-id": this.entry.id, "content-length": Buffer.byteLength(body), ...headers });
    this.response.end(body);
  }

  /** A status line and half of what it promised. */
  cutOff(status: number, body: string): void {
    if (this.#isGone(status)) return;
    this.response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(body), "request-id": this.entry.id });
    this.response.write(body.slice(0, Math.floor(body.length / 2)), () => this.response.socket?.destroy());
  }

  /** No answer and no connection any more: the caller sees a reset. */
  reset(): void {
    this.#finish(null);
    const { socket } = this.response;
    if (socket) socket.resetAndDestroy();
    else this.response.destroy();
  }

  /** A caller that hung up gets nothing, and the journal says so. */
  #isGone(status: number): boolean {
    const isGone = this.response.destroyed;
    this.#finish(isGone ? null : status);
    return isGone;
  }

  #finish(status: number | null): void {
    this.entry.status = status;
    this.onFinished(this.entry);
  }
}
