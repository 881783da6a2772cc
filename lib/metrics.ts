import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

const HOLDER = Symbol.for("latchkey.metrics");
type Holder = { [HOLDER]?: Metrics };
type Metrics = ReturnType<typeof build>;

/** Of this process; on globalThis because Next bundles routes apart. */
function metrics(): Metrics {
  const holder = globalThis as Holder;
  holder[HOLDER] ??= build();
  return holder[HOLDER];
}

function build() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    requests: new Counter({ name: "latchkey_http_requests_total", help: "Requests answered.", labelNames: ["route", "method", "status"], registers }),
    requestSeconds: new Histogram({
      name: "latchkey_http_request_duration_seconds", help: "From the request line to the last byte of the answer.", labelNames: ["route"],
      // From a duplicate's answer (milliseconds) to the longest wait that a client may ask for (30 s).
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30], registers,
    }),
    sends: new Counter({ name: "latchkey_sends_total", help: "Requests to a processor, by what they prove.", labelNames: ["processor", "outcome"], registers }),
    inquiries: new Counter({ name: "latchkey_inquiries_total", help: "Inquiries, by their conclusion.", labelNames: ["conclusion"], registers }),
    contradictions: new Counter({ name: "latchkey_contradictions_total", help: "Payments found contradicted, by what was found.", labelNames: ["kind"], registers }),
    credentialsRefused: new Counter({ name: "latchkey_credentials_refused_total", help: "Times that a processor began to refuse a connection's credentials.", labelNames: ["processor"], registers }),
    openPayments: new Gauge({ name: "latchkey_open_payments", help: "Payments without a definite outcome.", labelNames: ["status"], registers }),
    stuckPayments: new Gauge({ name: "latchkey_stuck_payments", help: "Payments pending or unknown for longer than their merchant's threshold.", registers }),
    batchSize: new Histogram({
      name: "latchkey_group_commit_batch_size", help: "Operations that shared one commit.", labelNames: ["lane"], buckets: [1, 2, 4, 8, 16, 32, 64, 128], registers,
    }),
    loopLagSeconds: new Gauge({ name: "latchkey_worker_loop_lag_seconds", help: "How late a loop of the worker started last.", labelNames: ["loop"], registers }),
    loopErrors: new Counter({ name: "latchkey_worker_loop_errors_total", help: "Runs of a worker's loop that failed.", labelNames: ["loop"], registers }),
  };
}

/** Any made-up method is counted as one, so that clients can't grow the number of series. */
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

export function observeRequest(route: string, method: string, status: number, tookMs: number): void {
  metrics().requests.inc({ route, method: METHODS.has(method) ? method : "other", status });
  metrics().requestSeconds.observe({ route }, tookMs / 1_000);
}

export function countSend(processor: string, outcome: string): void {
  metrics().sends.inc({ processor, outcome });
}

export function countInquiry(conclusion: string): void {
  metrics().inquiries.inc({ conclusion });
}

export function countContradiction(kind: string): void {
  metrics().contradictions.inc({ kind });
}

export function countCredentialsRefused(processor: string): void {
  metrics().credentialsRefused.inc({ processor });
}

export function observeBatch(lane: string, size: number): void {
  metrics().batchSize.observe({ lane }, size);
}

export function noteLoopStart(loop: string, lagMs: number): void {
  metrics().loopLagSeconds.set({ loop }, lagMs / 1_000);
}

export function countLoopError(loop: string): void {
  metrics().loopErrors.inc({ loop });
}

/** Counts by status as they were just read; a status without payments is shown as 0. */
export function setOpenPayments(counts: Readonly<Record<string, number>>, stuck: number): void {
  for (const [status, count] of Object.entries(counts)) metrics().openPayments.set({ status }, count);
  metrics().stuckPayments.set(stuck);
}

/** Prometheus' text format, of this process. */
export async function metricsText(): Promise<{ contentType: string; text: string }> {
  const { registry } = metrics();
  return { contentType: registry.contentType, text: await registry.metrics() };
}
