import { INSTALLATION_CHAIN } from "@/lib/audit/append-audit";
import { verifyAudit } from "@/lib/audit/verify-audit";
import { clock } from "@/lib/clock";
import { MAJOR_MIN } from "@/lib/db/migrate";
import { prisma } from "@/lib/db/prisma";
import { query } from "@/lib/db/query";
import { env, masterSecrets } from "@/lib/env";
import { ownAddress } from "@/lib/own-address";
import { ALIVE_MS, lastBeat } from "@/lib/processes/heartbeat";
import { processorOf } from "@/lib/processors/registry";
import { unseal } from "@/lib/processors/seal";
import { type CommandResult, table } from "./output";

type Finding = { what: string; ok: boolean; detail: string };

/** A look at a web process or a processor; a person waits for it. */
const ASK_LIMIT_MS = 5_000;
/** Connections asked, audit chains walked: a check-up, not an audit of everything. */
const CHECKED_MAX = 50;

/** What is configured, reachable and behind. */
export async function doctor(database: { url: string; applied: readonly string[] }): Promise<CommandResult> {
  const findings = [
    configured(), ...(await databaseFindings(database)), await processFinding("worker"), await webFinding(), ...(await connectionFindings()), ...(await auditFindings()),
  ];
  const rows = findings.map(({ what, ok, detail }) => [ok ? "ok" : "NOT OK", what, detail]);
  const isWell = findings.every(({ ok }) => ok);
  return { json: { ok: isWell, findings }, text: table(["", "WHAT", "DETAIL"], rows), refused: !isWell };
}

function configured(): Finding {
  const settings = env();
  return {
    what: "settings", ok: true,
    detail: `data folder ${settings.LATCHKEY_DATA_DIR}, ${masterSecrets().length} master secret(s), timeout ${settings.LATCHKEY_PROCESSOR_TIMEOUT_MS} ms, lease ${settings.LATCHKEY_LEASE_MS} ms, freshness ${settings.LATCHKEY_FRESHNESS_MS} ms`,
  };
}

async function databaseFindings({ applied }: { applied: readonly string[] }): Promise<Finding[]> {
  const [row] = await query<{ version: string; sync: string; replicas: number }>(
    "doctor_database", "SELECT current_setting('server_version') AS version, current_setting('synchronous_commit') AS sync, (SELECT count(*)::int FROM pg_stat_replication) AS replicas", [],
  );
  const version = row?.version ?? "";
  return [
    { what: "database", ok: Number.parseInt(version, 10) >= MAJOR_MIN, detail: `PostgreSQL ${version}; ${MAJOR_MIN} or later is needed` },
    { what: "commits", ok: row?.sync !== "off", detail: `synchronous_commit is ${row?.sync}, ${row?.replicas} replica(s); a commit must be on disk before money is sent` },
    { what: "migrations", ok: true, detail: applied.length === 0 ? "up to date" : `applied just now: ${applied.join(", ")}` },
  ];
}

async function processFinding(kind: "worker"): Promise<Finding> {
  const beatAt = await lastBeat(kind);
  const ok = beatAt !== null && clock.now().getTime() - beatAt.getTime() < ALIVE_MS;
  return { what: kind, ok, detail: beatAt === null ? "none is running: nothing recovers by itself" : `last heard of at ${beatAt.toISOString()}` };
}

async function webFinding(): Promise<Finding> {
  const url = `${ownAddress()}/readyz`;
  const status = await fetch(url, { signal: AbortSignal.timeout(ASK_LIMIT_MS) }).then(async (response) => {
    await response.body?.cancel();
    return response.status;
  }, () => null);
  return { what: "web", ok: status === 200, detail: status === null ? `${url} does not answer` : `${url} answers ${status}` };
}

async function connectionFindings(): Promise<Finding[]> {
  const connections = await prisma().connection.findMany({ where: { status: "active" }, include: { merchant: true }, orderBy: { id: "asc" }, take: CHECKED_MAX });
  return Promise.all(connections.map(async ({ id, merchant, processor, apiBase, secretKeySealed, accountId }) => {
    const what = `connection of ${merchant.name}`;
    const secretKey = opened(secretKeySealed, id);
    if (secretKey === null) return { what, ok: false, detail: "its secret was sealed under a master secret that is not in LATCHKEY_SECRET any more" };
    const answer = await processorOf(processor).readAccount({ id, apiBase, secretKey }, ASK_LIMIT_MS);
    if (answer.kind === "inconclusive") return { what, ok: false, detail: `${apiBase}: ${answer.detail}` };
    const isSame = accountId === null || accountId === answer.accountId;
    return { what, ok: isSame, detail: `${apiBase} answers for ${answer.accountId} (${answer.mode})${isSame ? "" : `, but ${accountId} was expected`}` };
  }));
}

function opened(sealed: string, id: string): string | null {
  try {
    return unseal(sealed, id);
  } catch {
    return null;
  }
}

async function auditFindings(): Promise<Finding[]> {
  const chains = await prisma().auditChain.findMany({ orderBy: { merchantId: "asc" }, take: CHECKED_MAX });
  const names = new Map((await prisma().merchant.findMany({ where: { id: { in: chains.map(({ merchantId }) => merchantId) } } })).map(({ id, name }) => [id, name]));
  return Promise.all(chains.map(async ({ merchantId }) => {
    const { events, brokenAt } = await verifyAudit(merchantId);
    const whose = merchantId === INSTALLATION_CHAIN ? "the installation" : (names.get(merchantId) ?? merchantId);
    return { what: `audit trail of ${whose}`, ok: brokenAt === null, detail: brokenAt === null ? `${events} events, unbroken` : `event ${brokenAt} was changed or is missing` };
  }));
}
