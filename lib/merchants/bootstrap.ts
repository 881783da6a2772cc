import { SYSTEM } from "@/lib/access/permissions";
import { appendAudit } from "@/lib/audit/append-audit";
import { onPrisma } from "@/lib/audit/append-audit.sql";
import { type Policy, RESULT_RETENTION_DEFAULT_S } from "@/lib/contract/merchant";
import { prisma } from "@/lib/db/prisma";
import { ProblemError } from "@/lib/errors";
import { encodeId } from "@/lib/id";
import { createOperator } from "@/lib/operators/create-operator";
import { createMerchant } from "./create-merchant";
import { newApiKey } from "./new-api-key";
import type { Credentials } from "./new-connection";
import { setConnectionSecret } from "./set-connection-secret";

const DEFAULT_EMAIL = "admin@latchkey.local";

export type BootstrapWishes = {
  apiKey?: string;
  adminEmail?: string;
  adminPassword?: string;
  /** Merchant demo's connection; left out: the bundled simulator. */
  stripe?: Credentials;
};
/** What was made now; secrets stand here once, and only those that nobody had chosen. */
export type Bootstrapped = {
  demoApiKey: string | null;
  conflictApiKey: string | null;
  operator: { email: string; password: string | null } | null;
};

/** What a new installation starts with: merchants `demo` and `demo-conflict`, and the first operator. Existing ones stay. */
export async function bootstrap(wishes: BootstrapWishes): Promise<Bootstrapped> {
  const demo = await ensureMerchant("demo", "replay", wishes.stripe, wishes.apiKey);
  const conflict = await ensureMerchant("demo-conflict", "conflict");
  if (!demo && wishes.apiKey) await ensureApiKey("demo", wishes.apiKey);
  if (!demo && wishes.stripe) await setConnectionSecret(SYSTEM, { merchant: "demo", credentials: wishes.stripe });
  return { demoApiKey: wishes.apiKey ? null : demo, conflictApiKey: conflict, operator: await ensureOperator(wishes) };
}

/** The API key of a merchant that was made now, null for one that was there. */
async function ensureMerchant(name: string, policy: Policy, credentials?: Credentials, apiKey?: string): Promise<string | null> {
  if (await prisma().merchant.findUnique({ where: { name }, select: { id: true } })) return null;
  const created = await unlessThere(createMerchant(SYSTEM, { name, policy, answer: "sync", uniqueReference: false, resultRetentionS: RESULT_RETENTION_DEFAULT_S, credentials, apiKey }));
  return created?.apiKey ?? null;
}

/** A changed LATCHKEY_BOOTSTRAP_API_KEY is added; the earlier one works until it is revoked. */
async function ensureApiKey(merchant: string, secret: string): Promise<void> {
  const { id } = await prisma().merchant.findUniqueOrThrow({ where: { name: merchant }, select: { id: true } });
  const { row } = newApiKey(id, "bootstrap", secret);
  const known = await prisma().apiKey.findFirst({ where: { merchantId: id, hash: row.hash }, select: { id: true } });
  if (known) return;
  await prisma().$transaction(async (tx) => {
    await tx.apiKey.create({ data: row });
    await appendAudit(onPrisma(tx), {
      merchantId: id, actor: SYSTEM, action: "api_key.created", subject: { kind: "api_key", id: encodeId("apiKey", row.id) }, after: { name: row.name, prefix: row.prefix },
    });
  });
}

async function ensureOperator({ adminEmail = DEFAULT_EMAIL, adminPassword }: BootstrapWishes): Promise<Bootstrapped["operator"]> {
  if ((await prisma().operator.count()) > 0) return null;
  const created = await unlessThere(createOperator(SYSTEM, { email: adminEmail, name: "Administrator", password: adminPassword, role: "admin", allMerchants: true }));
  return created && { email: created.email, password: created.password };
}

/** Null where another start on the same database made it in the same moment. */
async function unlessThere<T>(made: Promise<T>): Promise<T | null> {
  try {
    return await made;
  } catch (error) {
    if (error instanceof ProblemError && error.code === "state_changed") return null;
    throw error;
  }
}
