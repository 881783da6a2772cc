import { randomBytes } from "node:crypto";
import { hashPassword } from "better-auth/crypto";
import { type Actor, type Role, requirePermission } from "@/lib/access/permissions";
import { appendAudit, INSTALLATION_CHAIN } from "@/lib/audit/append-audit";
import { onPrisma } from "@/lib/audit/append-audit.sql";
import { clock } from "@/lib/clock";
import { prisma } from "@/lib/db/prisma";
import { ProblemError } from "@/lib/errors";
import { encodeId, newId } from "@/lib/id";

export type NewOperator = {
  email: string;
  name?: string;
  /** Left out: one is made up and handed back, once. */
  password?: string;
  role: Role;
  allMerchants: boolean;
  /** UUIDs; ignored where the operator sees all merchants. */
  merchantIds?: readonly string[];
};

/** 15 random bytes are 20 characters that can be read over a telephone line and never guessed. */
const GENERATED_BYTES = 15;
const PASSWORD_MIN = 12;

/** Makes an operator who can sign in. The password is handed back only where it was made up here. */
export async function createOperator(actor: Actor, wanted: NewOperator): Promise<{ operatorId: string; email: string; password: string | null }> {
  requirePermission(actor, "operators.manage");
  const email = wanted.email.trim().toLowerCase();
  if (wanted.password !== undefined && wanted.password.length < PASSWORD_MIN) {
    throw new ProblemError("invalid_request", `A password has at least ${PASSWORD_MIN} characters.`);
  }
  const generated = wanted.password === undefined ? randomBytes(GENERATED_BYTES).toString("base64url") : null;
  const hash = await hashPassword(wanted.password ?? generated ?? "");
  const operatorId = newId();
  const now = clock.now();
  const merchants = wanted.allMerchants ? [] : (wanted.merchantIds ?? []).map((merchantId) => ({ merchantId }));
  const profile = { email, name: wanted.name ?? email, role: wanted.role, allMerchants: wanted.allMerchants };
  try {
    await prisma().$transaction(async (tx) => {
      await tx.operator.create({
        data: {
          id: operatorId, ...profile, emailVerified: true, createdAt: now, updatedAt: now, merchants: { create: merchants },
          credentials: { create: { id: newId(), accountId: operatorId, providerId: "credential", password: hash, createdAt: now, updatedAt: now } },
        },
      });
      await appendAudit(onPrisma(tx), {
        merchantId: INSTALLATION_CHAIN, actor, action: "operator.created", subject: { kind: "operator", id: operatorId },
        after: { ...profile, merchantIds: merchants.map(({ merchantId }) => encodeId("merchant", merchantId)) },
      });
    });
  } catch (error) {
    if ((error as { code?: unknown }).code === "P2002") throw new ProblemError("state_changed", `There is an operator ${email} already.`);
    throw error;
  }
  return { operatorId, email, password: generated };
}
