import { createServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** As many as a whole installation may have in flight, with room beside them. */
const CONNECTIONS_MAX = 6_000;
/** Longer than any client keeps an idle connection, so that the client is the one who closes it. */
const KEEP_ALIVE_MS = 75_000;
const HEADERS_TIMEOUT_MS = 30_000;
const REOPEN_RETRY_MS = 200;

/** The simulator's door. It can be shut for a while, as by a process that is down: connections are refused then. */
export class Listener {
  readonly #server: Server;
  readonly #underWay = new Set<ServerResponse>();
  #port = 0;
  #reopening: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(
    private readonly host: string,
    onRequest: RequestListener,
  ) {
    this.#server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, headersTimeout: HEADERS_TIMEOUT_MS, noDelay: true }, (request, response) => {
      // A kept connection would be a way in past a shut door.
      if (!this.#server.listening) return void request.socket.resetAndDestroy();
      this.#underWay.add(response);
      response.once("close", () => this.#underWay.delete(response));
      onRequest(request, response);
    });
    this.#server.maxConnections = CONNECTIONS_MAX;
  }

  /** Listens; port 0 picks a free one. Rejects where the port is taken. */
  async open(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen({ port, host: this.host, backlog: 4_096 }, () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
    this.#port = (this.#server.address() as AddressInfo).port;
    return this.#port;
  }

  /** Shuts the door and drops idle connections; requests under way go on. Opens again by itself. */
  shutFor(durationMs: number): void {
    if (this.#isClosed) return;
    if (this.#reopening) clearTimeout(this.#reopening);
    this.#server.close();
    this.#dropConnections();
    this.#reopenIn(durationMs);
  }

  /** Idle connections now, the others with the answer they are waiting for. */
  #dropConnections(): void {
    this.#server.closeIdleConnections();
    for (const response of this.#underWay) response.shouldKeepAlive = false;
  }

  #reopenIn(ms: number): void {
    this.#reopening = setTimeout(() => {
      this.#reopening = null;
      if (this.#isClosed || this.#server.listening) return;
      // The port may be held for a moment by somebody else: try until it is ours again.
      this.open(this.#port).catch(() => this.#reopenIn(REOPEN_RETRY_MS));
    }, ms);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#reopening) clearTimeout(this.#reopening);
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#dropConnections();
    });
  }

  /** Ends what did not end by itself. */
  closeAll(): void {
    this.#server.closeAllConnections();
  }
}
