import { clock } from "@/lib/clock";
import { type ApiAnswer, JSON_TYPE } from "@/lib/contract/api-answer";
import { boundedRead } from "@/lib/db/bounded-read";
import { pendingMigrations } from "@/lib/db/migrate";
import { stoppingSignal } from "@/lib/drain";
import { metricsText } from "@/lib/metrics";
import { ALIVE_MS, lastBeat } from "@/lib/processes/heartbeat";
import { answerBy, type Endpoint } from "./api-route";
import { refreshOpenPayments } from "./open-payments";

/** A load balancer asks every few seconds and gives up after some: an answer of "no" must come before that. */
const CHECK_LIMIT_MS = 2_000;

type Check = { ok: boolean; detail?: string };

const only = (endpoint: Endpoint) => (request: Request) => answerBy([{ path: /^/, methods: { GET: endpoint } }], request);

/** `/healthz`: the process runs and answers. It asks nobody else, so that a database's outage restarts no web process. */
export const answerHealth = only(async () => json(200, { status: "ok" }));

/** `/readyz`: send requests here? The database answers, it has this version's migrations, and a worker is alive. */
export const answerReadiness = only(async () => {
  const [database, worker] = await Promise.all([within(checkDatabase()), within(checkWorker())]);
  const checks = { ...database, ...worker, process: { ok: !stoppingSignal().aborted } };
  const isReady = Object.values(checks).every((check) => check.ok);
  return json(isReady ? 200 : 503, { status: isReady ? "ready" : "not_ready", checks });
});

/** `/metrics`: Prometheus' text format. */
export const answerMetrics = only(async () => {
  await refreshOpenPayments();
  const { contentType, text } = await metricsText();
  return { status: 200, body: text, contentType, headers: {} };
});

function json(status: number, value: unknown): ApiAnswer {
  return { status, body: JSON.stringify(value), contentType: JSON_TYPE, headers: {} };
}

async function checkDatabase(): Promise<Record<string, Check>> {
  try {
    const pending = await boundedRead(CHECK_LIMIT_MS, (client) =>
      pendingMigrations(async (sql) => (await client.query<{ first: string }>(`SELECT x.first FROM (${sql}) AS x(first)`)).rows.map((row) => row.first)));
    const migrations = pending.length === 0 ? { ok: true } : { ok: false, detail: `Not applied yet: ${pending.join(", ")}.` };
    return { database: { ok: true }, migrations };
  } catch {
    return { database: { ok: false, detail: "The database does not answer." }, migrations: { ok: false, detail: "Not known." } };
  }
}

async function checkWorker(): Promise<Record<string, Check>> {
  const beatAt = await lastBeat("worker").catch(() => null);
  const isAlive = beatAt !== null && clock.now().getTime() - beatAt.getTime() < ALIVE_MS;
  return { worker: isAlive ? { ok: true } : { ok: false, detail: beatAt ? `Last heard of at ${beatAt.toISOString()}.` : "No worker has been heard of." } };
}

/** A check that hangs is a check that failed. */
async function within(check: Promise<Record<string, Check>>): Promise<Record<string, Check>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Record<string, Check>>((resolve) => {
    timer = setTimeout(() => resolve({ answer: { ok: false, detail: `No answer within ${CHECK_LIMIT_MS / 1_000} s.` } }), CHECK_LIMIT_MS);
  });
  try {
    return await Promise.race([check, late]);
  } finally {
    clearTimeout(timer);
  }
}
