import type { Prisma } from "@/lib/db/generated/client";
import { type Queryable, query } from "@/lib/db/query";

/** Runs a statement inside the transaction of the change that is audited, whichever of our two clients opened it. */
export type AuditTransaction = <Row extends object>(name: string, text: string, values: readonly unknown[]) => Promise<Row[]>;

export const onClient = (client: Queryable): AuditTransaction => (name, text, values) => query(name, text, values, client);
export const onPrisma = (tx: Prisma.TransactionClient): AuditTransaction => (_, text, values) => tx.$queryRawUnsafe(text, ...values);

export type ChainHead = { seq: number; hash: string };
export type AuditRow = {
  merchantId: string; seq: number; at: Date; actor: string; role: string; action: string; subjectKind: string; subjectId: string;
  reason: string | null; before: string | null; after: string | null; requestId: string | null; prevHash: string; hash: string;
};

/** Makes a merchant's chain where there is none; two transactions at once make it once. */
export async function makeChain(run: AuditTransaction, merchantId: string): Promise<void> {
  await run("audit_make_chain", "INSERT INTO audit_chains (merchant_id, seq, hash) VALUES ($1::uuid, 0, '') ON CONFLICT DO NOTHING", [merchantId]);
}

/** The head of the chain, held until the transaction ends: events of one merchant queue up here. */
export async function lockChain(run: AuditTransaction, merchantId: string): Promise<ChainHead> {
  const [head] = await run<ChainHead>("audit_lock_chain", "SELECT seq, hash FROM audit_chains WHERE merchant_id = $1::uuid FOR UPDATE", [merchantId]);
  if (!head) throw new Error("the chain was made one statement ago");
  return head;
}

export async function insertAudit(run: AuditTransaction, row: AuditRow): Promise<void> {
  await run(
    "audit_insert",
    `INSERT INTO audit_events (merchant_id, seq, at, actor, role, action, subject_kind, subject_id, reason, before, after, request_id, prev_hash, hash)
     VALUES ($1::uuid, $2::int, $3::timestamptz, $4, $5, $6, $7, $8, $9, $10::jsonb, $11::jsonb, $12, $13, $14)`,
    [row.merchantId, row.seq, row.at, row.actor, row.role, row.action, row.subjectKind, row.subjectId, row.reason, row.before, row.after, row.requestId, row.prevHash, row.hash],
  );
}

/** The lock is held, so the head is still the one that was read; its number stands in the WHERE all the same. */
export async function moveChain(run: AuditTransaction, merchantId: string, from: number, to: ChainHead): Promise<void> {
  await run("audit_move_chain", "UPDATE audit_chains SET seq = $3::int, hash = $4 WHERE merchant_id = $1::uuid AND seq = $2::int", [merchantId, from, to.seq, to.hash]);
}
