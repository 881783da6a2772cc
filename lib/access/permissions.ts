import { ProblemError } from "@/lib/errors";

export const ROLES = ["viewer", "operator", "admin", "auditor"] as const;
export type Role = (typeof ROLES)[number];

/**
 * What each role may do: the only table of it. Auditors see everything, the audit trail too, and change nothing;
 * viewers see payments; operators ask the processor and propose; admins also set the installation up.
 */
const ALLOWED = {
  "payments.read": ["viewer", "operator", "admin", "auditor"],
  "payments.check": ["operator", "admin"],
  "payments.reconcile": ["operator", "admin"],
  "runs.read": ["viewer", "operator", "admin", "auditor"],
  "discrepancies.read": ["viewer", "operator", "admin", "auditor"],
  "verdict.propose": ["operator", "admin"],
  "verdict.decide": ["operator", "admin"],
  "audit.read": ["admin", "auditor"],
  "try_it.send": ["operator", "admin"],
  "health.read": ["viewer", "operator", "admin", "auditor"],
  "operators.manage": ["admin"],
  "merchants.manage": ["admin"],
  "connections.manage": ["admin"],
} as const satisfies Record<string, readonly Role[]>;
export type Action = keyof typeof ALLOWED;

/** Who asks: an operator with a session, or the command line. */
export type Actor = {
  /** Null: the command line of the installation, whose user can read the database anyway. */
  operatorId: string | null;
  /** An operator's e-mail, "cli" or "system": what the audit trail shows. */
  email: string;
  role: Role;
  /** Ids (UUID) of the merchants this actor sees. */
  merchants: "all" | readonly string[];
};

/** The command line, and the application itself. */
export const CLI: Actor = { operatorId: null, email: "cli", role: "admin", merchants: "all" };
export const SYSTEM: Actor = { operatorId: null, email: "system", role: "admin", merchants: "all" };

/** True where the role allows it, whatever the merchant: what the console asks before it draws a button. */
export function mayDo(role: Role, action: Action): boolean {
  return (ALLOWED[action] as readonly Role[]).includes(role);
}

export function seesMerchant(actor: Actor, merchantId: string): boolean {
  return actor.merchants === "all" || actor.merchants.includes(merchantId);
}

/**
 * The first line of every operator verb. A merchant that the actor does not see looks like one that does not exist.
 */
export function requirePermission(actor: Actor, action: Action, merchantId?: string): void {
  if (merchantId !== undefined && !seesMerchant(actor, merchantId)) throw new ProblemError("not_found", "There is nothing here that you may see.");
  if (!mayDo(actor.role, action)) throw new ProblemError("forbidden", `The role ${actor.role} does not allow this.`);
}
