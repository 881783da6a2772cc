import type { Dispatcher } from "undici";
import { poolOf } from "./pools";

/** Why no byte of a request left this machine. */
export type UnsentCode = "too_late" | "connect_refused" | "dns" | "tls" | "connect_timeout" | "connect_failed" | "request_invalid";
/** Why there is no whole answer to a request that may have arrived. */
export type NoAnswerCode = "timeout" | "reset" | "answer_too_large" | "answer_malformed";

export type Exchange =
  | { kind: "unsent"; code: UnsentCode }
  /** `httpStatus` is set where the status line had arrived. */
  | { kind: "no_answer"; code: NoAnswerCode; httpStatus: number | null }
  | { kind: "answer"; httpStatus: number; replayed: boolean; retryAfterS: number | null; body: string };

export type ExchangeRequest = {
  apiBase: string;
  method: "GET" | "POST";
  /** Below the base, with its query. */
  path: string;
  headers: Readonly<Record<string, string>>;
  body: string | null;
  timeoutMs: number;
  /** Asked with the socket in hand, before the first byte. */
  maySend: () => boolean;
};

/** An answer of a payment processor has a few KiB, a page of a hundred objects a few hundred: more is not one. */
const ANSWER_MAX_BYTES = 1024 * 1024;

/** One physical request, never repeated. Resolves always; says whether a byte went out. */
export function exchange(request: ExchangeRequest): Promise<Exchange> {
  return new Promise((resolve) => {
    let target: { origin: string; path: string };
    try {
      const base = new URL(request.apiBase);
      target = { origin: base.origin, path: `${base.pathname.replace(/\/+$/, "")}${request.path}` };
    } catch {
      resolve({ kind: "unsent", code: "request_invalid" });
      return;
    }
    const handler = new ExchangeHandler(request, resolve);
    poolOf(target.origin).dispatch(
      { origin: target.origin, path: target.path, method: request.method, headers: { ...request.headers }, body: request.body, idempotent: false },
      handler,
    );
  });
}

class ExchangeHandler implements Dispatcher.DispatchHandler {
  #settled = false;
  #started = false;
  #controller: Dispatcher.DispatchController | null = null;
  #httpStatus: number | null = null;
  #replayed = false;
  #retryAfterS: number | null = null;
  #chunks: Buffer[] = [];
  #bytes = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(
    private readonly request: ExchangeRequest,
    private readonly resolve: (result: Exchange) => void,
  ) {
    this.#timer = setTimeout(() => this.#timeOut(), request.timeoutMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // A timeout before this moment was told as unsent, and a second start would be a second send: neither may go on.
    if (this.#settled || this.#started) {
      controller.abort(new Error("already told"));
      return;
    }
    if (!this.request.maySend()) {
      this.#settle({ kind: "unsent", code: "too_late" });
      controller.abort(new Error("too late"));
      return;
    }
    this.#started = true;
    this.#controller = controller;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, httpStatus: number, headers: NodeJS.Dict<string | string[]>): void {
    // 1xx says nothing yet; the answer follows.
    if (httpStatus < 200) return;
    this.#httpStatus = httpStatus;
    this.#replayed = single(headers["idempotent-replayed"])?.toLowerCase() === "true";
    const retryAfter = single(headers["retry-after"]);
    this.#retryAfterS = retryAfter !== null && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : null;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > ANSWER_MAX_BYTES) {
      this.#settle({ kind: "no_answer", code: "answer_too_large", httpStatus: this.#httpStatus });
      controller.abort(new Error("answer too large"));
      return;
    }
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.#httpStatus === null) {
      this.#settle({ kind: "no_answer", code: "answer_malformed", httpStatus: null });
      return;
    }
    this.#settle({
      kind: "answer",
      httpStatus: this.#httpStatus,
      replayed: this.#replayed,
      retryAfterS: this.#retryAfterS,
      body: Buffer.concat(this.#chunks).toString("utf8"),
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    const code = "code" in error && typeof error.code === "string" ? error.code : "";
    // The client's parser names its errors and not always their codes.
    const isMalformed = error.name === "HTTPParserError" || code === "UND_ERR_HEADERS_OVERFLOW";
    if (this.#started) this.#settle({ kind: "no_answer", code: isMalformed ? "answer_malformed" : "reset", httpStatus: this.#httpStatus });
    else this.#settle({ kind: "unsent", code: unsentCode(code) });
  }

  #timeOut(): void {
    if (this.#started) this.#settle({ kind: "no_answer", code: "timeout", httpStatus: this.#httpStatus });
    else this.#settle({ kind: "unsent", code: "connect_timeout" });
    this.#controller?.abort(new Error("timeout"));
  }

  #settle(result: Exchange): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#chunks = [];
    this.resolve(result);
  }
}

function single(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

function unsentCode(code: string): UnsentCode {
  if (code === "ECONNREFUSED") return "connect_refused";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "dns";
  if (code === "UND_ERR_CONNECT_TIMEOUT" || code === "ETIMEDOUT") return "connect_timeout";
  if (code === "UND_ERR_INVALID_ARG") return "request_invalid";
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO)/.test(code)) return "tls";
  return "connect_failed";
}
