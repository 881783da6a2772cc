import { clock } from "@/lib/clock";
import { type AuditTransaction, insertAudit, lockChain, makeChain, moveChain } from "./append-audit.sql";
import { auditHash } from "./audit-hash";

/** What concerns the whole installation (operators) stands in a chain of its own. */
export const INSTALLATION_CHAIN = "00000000-0000-0000-0000-000000000000";

export type AuditEntry = {
  /** UUID; INSTALLATION_CHAIN for what belongs to no merchant. */
  merchantId: string;
  actor: { email: string; role: string };
  /** `noun.verb`, such as merchant.created. */
  action: string;
  subject: { kind: string; id: string };
  reason?: string | null;
  /** JSON values without anything secret. */
  before?: unknown;
  after?: unknown;
  requestId?: string | null;
};

/** Appends to the merchant's chain inside the transaction of the change: both are stored, or neither. */
export async function appendAudit(transaction: AuditTransaction, entry: AuditEntry): Promise<void> {
  const { merchantId, actor, action, subject, reason = null, requestId = null } = entry;
  await makeChain(transaction, merchantId);
  const head = await lockChain(transaction, merchantId);
  // What is hashed is what the database gives back: JSON values, times in milliseconds.
  const before = entry.before === undefined ? null : JSON.stringify(entry.before);
  const after = entry.after === undefined ? null : JSON.stringify(entry.after);
  const at = clock.now();
  const facts = {
    merchantId, seq: head.seq + 1, actor: actor.email, role: actor.role, action, subjectKind: subject.kind, subjectId: subject.id, reason, requestId, prevHash: head.hash,
  };
  const hash = auditHash({ ...facts, at: at.toISOString(), before: parsed(before), after: parsed(after) });
  await insertAudit(transaction, { ...facts, at, before, after, hash });
  await moveChain(transaction, merchantId, head.seq, { seq: facts.seq, hash });
}

function parsed(json: string | null): unknown {
  return json === null ? null : JSON.parse(json);
}
