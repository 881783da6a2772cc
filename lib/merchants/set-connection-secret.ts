import { type Actor, requirePermission } from "@/lib/access/permissions";
import { appendAudit } from "@/lib/audit/append-audit";
import { onPrisma } from "@/lib/audit/append-audit.sql";
import type { Connection } from "@/lib/db/generated/client";
import { prisma } from "@/lib/db/prisma";
import { env } from "@/lib/env";
import { ProblemError } from "@/lib/errors";
import { encodeId } from "@/lib/id";
import { processorOf } from "@/lib/processors/registry";
import { seal, unseal } from "@/lib/processors/seal";
import { findMerchant } from "./find-merchant";
import { type Credentials, newConnection } from "./new-connection";

export type ConnectionChange = "unchanged" | "updated" | "replaced";
type Account = { accountId: string; mode: string };

/**
 * Sets the credentials of a merchant's active connection. The processor is asked whose they are: the same account and
 * mode keep the connection, others make a new one, and the old takes no new attempts. Unreadable: nothing changes.
 */
export async function setConnectionSecret(actor: Actor, wanted: { merchant: string; credentials: Credentials }): Promise<{ connectionId: string; change: ConnectionChange }> {
  requirePermission(actor, "connections.manage");
  const { id: merchantId } = await findMerchant(actor, wanted.merchant);
  const active = await prisma().connection.findFirst({ where: { merchantId, status: "active" } });
  const next = newConnection(merchantId, wanted.credentials);
  if (active && isSame(active, wanted.credentials)) return { connectionId: encodeId("connection", active.id), change: "unchanged" };
  const account = await readAccount(active, next, wanted.credentials.secretKey);
  const keeps = active !== null && account !== null && active.accountId === account.accountId && active.mode === account.mode;
  const isUnused = active !== null && active.accountId === null;
  await prisma().$transaction(async (tx) => {
    if (active && (keeps || isUnused)) {
      const { secretKey, webhookSecret } = wanted.credentials;
      await tx.connection.update({
        where: { merchantId_id: { merchantId, id: active.id }, status: "active" },
        data: {
          apiBase: next.apiBase, isBundled: false, secretKeySealed: seal(secretKey, active.id), webhookSecretSealed: webhookSecret === null ? null : seal(webhookSecret, active.id),
          credentialsRefusedAt: null, ...account,
        },
      });
    } else {
      if (active) await tx.connection.update({ where: { merchantId_id: { merchantId, id: active.id }, status: "active" }, data: { status: "retired" } });
      await tx.connection.create({ data: { ...next, ...account } });
    }
    await appendAudit(onPrisma(tx), {
      merchantId, actor, action: "connection.secret_set", subject: { kind: "connection", id: encodeId("connection", keeps || isUnused ? active.id : next.id) },
      before: active && { apiBase: active.apiBase, accountId: active.accountId, mode: active.mode }, after: { apiBase: next.apiBase, ...account },
    });
  });
  return keeps || isUnused ? { connectionId: encodeId("connection", active.id), change: "updated" } : { connectionId: encodeId("connection", next.id), change: "replaced" };
}

function isSame(active: Connection, { apiBase, secretKey, webhookSecret }: Credentials): boolean {
  const stored = active.webhookSecretSealed === null ? null : unseal(active.webhookSecretSealed, active.id);
  return active.apiBase === apiBase.replace(/\/+$/, "") && unseal(active.secretKeySealed, active.id) === secretKey && stored === webhookSecret;
}

/** Null where it can't be read and nothing depends on it yet: the first request learns it. */
async function readAccount(active: Connection | null, next: { id: string; processor: string; apiBase: string }, secretKey: string): Promise<Account | null> {
  const answer = await processorOf(next.processor).readAccount({ id: next.id, apiBase: next.apiBase, secretKey }, env().LATCHKEY_PROCESSOR_TIMEOUT_MS);
  if (answer.kind !== "inconclusive") return { accountId: answer.accountId, mode: answer.mode };
  if (active === null || active.accountId === null) return null;
  const code = answer.credentialsRefused ? "processor_misconfigured" : "processor_unavailable";
  throw new ProblemError(code, `The processor did not say whose credentials these are, so the old ones stay. ${answer.detail}`);
}
