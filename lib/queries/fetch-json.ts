/** A problem that the operator API answered with, or no answer at all (`status` 0). */
export class OperatorProblem extends Error {
  override name = "OperatorProblem";
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly requestId: string | null,
    readonly stoppedAfterMs: number | null = null,
  ) {
    super(detail);
  }
}

/** An answer that takes longer than this is not waited for: inquiries take a processor's time, lists never. */
const TIMEOUT_MS = 35_000;

/** Asks our own API; throws OperatorProblem for whatever is not a success. */
export async function fetchJson<T>(path: string, options: { body?: unknown; signal?: AbortSignal } = {}): Promise<T> {
  const signals = [AbortSignal.timeout(TIMEOUT_MS), ...(options.signal ? [options.signal] : [])];
  const init: RequestInit = options.body === undefined
    ? { signal: AbortSignal.any(signals) }
    : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(options.body), signal: AbortSignal.any(signals) };
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new OperatorProblem(0, "no_answer", "Latchkey did not answer", "The console could not reach its server. Payments are not affected by that.", null);
  }
  const body = (await response.json().catch(() => null)) as unknown;
  if (response.ok) return body as T;
  // The session has ended: the sign-in leads back to this page.
  if (response.status === 401 && path.startsWith("/api/operator/")) location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
  throw asProblem(response, body);
}

function asProblem(response: Response, body: unknown): OperatorProblem {
  const facts = (body ?? {}) as { code?: string; title?: string; detail?: string; message?: string; requestId?: string; stoppedAfterMs?: number };
  return new OperatorProblem(
    response.status, facts.code ?? `http_${response.status}`, facts.title ?? "That did not work", facts.detail ?? facts.message ?? "The server gave no reason.",
    facts.requestId ?? response.headers.get("request-id"), facts.stoppedAfterMs ?? null,
  );
}
