import net from "node:net";
import { newId } from "@/lib/id";

/**
 * The load: so many connections, each sending its next request when the last one is answered. Sockets and a parser of
 * its own rather than an HTTP client, so that the generator takes little of the machine that is measured.
 */
export type LoadJob = {
  port: number;
  connections: number;
  durationMs: number;
  /** Stops after so many requests where that comes first. */
  requestsMax?: number;
  kind: "create" | "read";
  /** Sent in turn; a create has one. */
  paths: readonly string[];
  headers: Readonly<Record<string, string>>;
  /** Made into the key of a create with a number behind it. */
  keyPrefix: string;
  /** Creates go over these many keys again and again: duplicates. Left out: every request has a key of its own. */
  keysMax?: number;
  expectStatus: number;
};
export type LoadResult = { requests: number; seconds: number; perSecond: number; p50Ms: number; p95Ms: number; errors: number; firstError: string | null };

/** For the keys of one measurement. Letters alone: a run of digits may be taken for a card number, and is refused. */
export function newKeyPrefix(): string {
  return newId().replaceAll("-", "").replace(/\d/g, (digit) => "ghijklmnop"[Number(digit)] ?? "g");
}

/** What every contestant is asked for: one equal purchase after the other. */
export const BODY = { amount: 1999, currency: "EUR", paymentMethod: "pm_card_visa", reference: "order-4711", description: "Two tickets", metadata: { shop: "berlin" } };

type Run = { job: LoadJob; sent: number; tookMs: number[]; errors: number; firstError: string | null; untilMs: number };

/** Runs one job to its end. */
export async function runLoad(job: LoadJob): Promise<LoadResult> {
  const startedMs = performance.now();
  const run: Run = { job, sent: 0, tookMs: [], errors: 0, firstError: null, untilMs: startedMs + job.durationMs };
  await Promise.all(Array.from({ length: job.connections }, () => connection(run)));
  const seconds = (performance.now() - startedMs) / 1_000;
  const sorted = run.tookMs.toSorted((a, b) => a - b);
  return {
    requests: sorted.length, seconds, perSecond: sorted.length / seconds, p50Ms: percentile(sorted, 0.5), p95Ms: percentile(sorted, 0.95),
    errors: run.errors, firstError: run.firstError,
  };
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function connection(run: Run): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port: run.job.port, host: "127.0.0.1", noDelay: true });
    let pending = "";
    let sentMs = 0;
    const next = () => {
      if (performance.now() >= run.untilMs || run.sent >= (run.job.requestsMax ?? Number.POSITIVE_INFINITY)) return void socket.end();
      sentMs = performance.now();
      socket.write(requestOf(run));
    };
    socket.setEncoding("latin1");
    socket.on("connect", next);
    socket.on("data", (chunk: string) => {
      pending += chunk;
      if (!isWhole(pending)) return;
      note(run, pending, performance.now() - sentMs);
      pending = "";
      next();
    });
    socket.on("error", reject);
    socket.on("close", () => resolve());
  });
}

const payload = JSON.stringify(BODY);

function requestOf(run: Run): string {
  const { job } = run;
  const number = run.sent++;
  const common = Object.entries(job.headers).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const path = job.paths[number % job.paths.length] ?? "/";
  const head = `Host: 127.0.0.1:${job.port}\r\n${common}`;
  if (job.kind === "read") return `GET ${path} HTTP/1.1\r\n${head}\r\n`;
  const key = `${job.keyPrefix}-${job.keysMax === undefined ? number : number % job.keysMax}`;
  return `POST ${path} HTTP/1.1\r\n${head}Idempotency-Key: ${key}\r\nContent-Type: application/json\r\nContent-Length: ${payload.length}\r\n\r\n${payload}`;
}

/** One answer at a time on a connection: it is whole by its length, or by the last chunk. */
function isWhole(text: string): boolean {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const head = text.slice(0, end).toLowerCase();
  const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1];
  if (length !== undefined) return text.length >= end + 4 + Number(length);
  return head.includes("\r\ntransfer-encoding: chunked") ? text.endsWith("\r\n0\r\n\r\n") : true;
}

function note(run: Run, answer: string, tookMs: number): void {
  const status = Number(answer.slice(9, 12));
  if (status === run.job.expectStatus) run.tookMs.push(tookMs);
  else {
    run.errors += 1;
    run.firstError ??= answer.slice(0, 2_000);
  }
}
