import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NAMED_POINTS } from "@/lib/attempts/named-points";
import { decodeId, encodeId } from "@/lib/id";
import { type KeptDatabase, keepDatabase } from "@/lib/launcher/keep-database";
import type { Charge } from "@/lib/simulator/store/charges.sql";
import { jsonOf } from "../fixtures/api-client";
import { eventually } from "../fixtures/eventually";
import { Installation, type TestMerchant } from "../fixtures/installation";
import { newKey, order } from "../fixtures/orders";
import { pick, randomFrom } from "../fixtures/random";

const PAYMENTS = 500;
const CLIENTS = 8;
/** Between two kills, beside the seconds that it takes to bring the killed back. */
const KILL_EVERY_MS = 300;
/** PostgreSQL is killed once, in the middle of it. */
const DATABASE_KILL = 2;
/** From the last create to the last settlement: the longest schedules and leases of this installation several times over. */
const SETTLED_WITHIN_MS = 150_000;
const SEED = Number(process.env.LATCHKEY_CHAOS_SEED ?? Date.now() % 1_000_000);
const random = randomFrom(SEED);

/** Faults that end in one charge or none, as often as they are drawn. */
const HONEST = [
  undefined, undefined, undefined, "slow:600", "charge_then_500", "error_500*1", "charge_then_reset", "reset_before*1", "reset_before*2", "hang_then_charge:2500", "charge_then_hang:4000",
  "bad_gateway_json", "bad_gateway_html", "truncated_200", "empty_200", "no_id", "bad_request_400", "unauthorized_401*1", "forbidden_403*1", "not_found_404", "rate_limited_429*2",
  "in_progress_409*1", "processing:1500", "requires_action", "decline_then_500", "list_late:1500", "notification_lost", "notification_doubled", "notification_early:500", "notification_late:3000",
  "charge_then_500+notification_lost", "charge_then_reset+notification_late:4000", "reset_before*1+notification_doubled",
] as const;
/** Faults whose right end is `contradicted`. */
const CROOKED = ["wrong_amount", "wrong_currency", "duplicate_charge+charge_then_500", "wrong_amount+charge_then_reset"] as const;

type Asked = { key: string; body: ReturnType<typeof order>; fault: string | undefined; prefer: string | undefined };

let database: KeptDatabase;
let databaseDir: string;
let installation: Installation;
let merchant: TestMerchant;
let isOver = false;
const agent = new http.Agent({ keepAlive: false });

beforeAll(async () => {
  databaseDir = mkdtempSync(path.join(tmpdir(), "latchkey-chaos-"));
  // A database of its own that keeps what it has committed: this one is killed.
  database = await keepDatabase(databaseDir, () => undefined);
  installation = await Installation.start({ databaseUrl: database.url, webs: 2, workers: 2 });
  merchant = await installation.merchant();
  await merchant.api.create(newKey(), order());
});
afterAll(async () => {
  isOver = true;
  agent.destroy();
  await installation?.close();
  await database?.stop();
  rmSync(databaseDir, { recursive: true, force: true });
});

test(`kill -9 of web and worker again and again, and of PostgreSQL once: ${PAYMENTS} payments through random faults end with 0 lost, 0 double, 0 false finals, 0 open (seed ${SEED})`, { timeout: 420_000 }, async () => {
  const asked = Array.from({ length: PAYMENTS }, (_, index): Asked => {
    const fault = index % 25 === 0 ? pick(random, CROOKED) : pick(random, HONEST);
    const paymentMethod = random() < 0.06 ? "pm_card_chargeDeclined" : "pm_card_visa";
    return { key: newKey("chaos"), body: order({ amount: 100 + index, paymentMethod }, fault), fault, prefer: pick(random, [undefined, undefined, "respond-async", "wait=1"]) };
  });
  const killing = killAgainAndAgain();
  const queue = asked.values();
  const told = new Map<string, string>();
  await Promise.all(Array.from({ length: CLIENTS }, async () => {
    for (const one of queue) told.set(one.key, await askUntilTold(one));
  }));
  isOver = true;
  expect(await killing).toBeGreaterThan(DATABASE_KILL);
  await eventually("nothing is open", async () => (await openPayments()).length === 0, SETTLED_WITHIN_MS).catch(async (error: unknown) => {
    throw new Error(`open: ${JSON.stringify(await openPayments())}`, { cause: error });
  });
  await judge(asked, told);
});

/** A merchant's program: it sends the same request again until it has an answer that names a payment. */
async function askUntilTold({ key, body, prefer }: Asked): Promise<string> {
  return eventually(`an answer about ${key}`, async () => {
    const web = pick(random, installation.webs);
    const answer = await merchant.api.at(web.origin).create(key, body, { prefer }).catch(() => null);
    if (!answer || answer.status === 500) return null;
    const told = jsonOf(answer);
    return (told.object === "payment" ? told.id : undefined) ?? told.paymentId ?? null;
  }, 120_000);
}

/** Each round brings back what is dead, often to die again at a named point, and kills something. */
async function killAgainAndAgain(): Promise<number> {
  let kills = 0;
  while (!isOver) {
    await sleep(KILL_EVERY_MS);
    await Promise.all([
      ...installation.webs.filter((one) => !one.process.isRunning).map((web) => eventually("web is back", () => installation.restartWeb(web, mayCrash()).catch(() => null))),
      ...installation.workers.filter((one) => !one.isRunning).map((worker) => eventually("worker is back", () => installation.restartWorker(worker, mayCrash()).catch(() => null))),
    ]);
    if (isOver) break;
    kills += 1;
    if (kills === DATABASE_KILL) process.kill(postmasterPid(), "SIGKILL");
    else if (random() < 0.5) await pick(random, installation.webs).process.kill9();
    else await pick(random, installation.workers).kill9();
  }
  // What is left to do is left to processes that nobody kills.
  await Promise.all([
    ...[...installation.webs].map(async (web) => web.process.kill9().then(() => installation.restartWeb(web))),
    ...[...installation.workers].map(async (worker) => worker.kill9().then(() => installation.restartWorker(worker))),
  ]);
  return kills;
}
function mayCrash(): { LATCHKEY_CRASH_POINT?: string } {
  return random() < 0.4 ? { LATCHKEY_CRASH_POINT: pick(random, NAMED_POINTS) } : {};
}
function postmasterPid(): number {
  return Number(readFileSync(path.join(databaseDir, "postgres", "postmaster.pid"), "utf8").split("\n")[0]);
}

type Row = { id: string; key: string; status: string; amount: bigint; currency: string };
function openPayments(): Promise<Row[]> {
  return installation.sql<Row>("SELECT id, idempotency_key AS key, status FROM payments WHERE status IN ('pending', 'unknown')");
}

/** The simulator's ledger decides what is true. */
async function judge(asked: readonly Asked[], told: ReadonlyMap<string, string>): Promise<void> {
  const rows = await installation.sql<Row>("SELECT id, idempotency_key AS key, status, amount, currency FROM payments");
  const { charges } = await installation.simulator.ledger();
  const byPayment = Map.groupBy(charges, (charge) => charge.payment);
  const byKey = new Map(rows.map((row) => [row.key, row]));
  const verdicts = { lost: [] as string[], double: [] as string[], falseFinal: [] as string[], crooked: [] as string[] };
  for (const { key, fault } of asked) {
    const row = byKey.get(key);
    const paymentId = row && encodeId("payment", row.id);
    const own = byPayment.get(paymentId ?? "") ?? [];
    const line = `${key} ${paymentId} ${fault} ${row?.status} ${own.length}`;
    if (!row || told.get(key) !== paymentId) verdicts.lost.push(line);
    else if ((CROOKED as readonly (string | undefined)[]).includes(fault) && own.length > 0) {
      if (row.status !== "contradicted") verdicts.crooked.push(line);
    } else if (own.length > 1) verdicts.double.push(line);
    else if (!isTrue(row, own)) verdicts.falseFinal.push(line);
  }
  expect(verdicts).toEqual({ lost: [], double: [], falseFinal: [], crooked: [] });
  const known = new Set(rows.map((row) => row.id));
  expect(charges.filter((charge) => !known.has(decodeId("payment", charge.payment ?? "") ?? ""))).toEqual([]);
  expect(rows.filter((row) => row.status === "succeeded").length).toBeGreaterThan(PAYMENTS / 2);
}

function isTrue(row: Row, own: readonly Charge[]): boolean {
  const [charge] = own;
  if (row.status === "succeeded") return own.length === 1 && charge?.amount === Number(row.amount) && charge.currency === row.currency.toLowerCase();
  return (row.status === "declined" || row.status === "failed") && own.length === 0;
}
