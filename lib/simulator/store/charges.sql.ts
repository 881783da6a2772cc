import type { DatabaseSync } from "node:sqlite";

/** One movement of money, the simulator's last word on who was charged. */
export type Charge = {
  id: string;
  accountId: string;
  intent: string;
  at: string;
  amount: number;
  currency: string;
  attempt: string | null;
  payment: string | null;
  idempotencyKey: string | null;
  fault: string | null;
  metadata: Record<string, string>;
};

export type LedgerFilter = { account: string | null; payment: string | null; attempt: string | null; idempotencyKey: string | null; limit: number };

const MATCHES = `(?1 IS NULL OR account = ?1) AND (?2 IS NULL OR payment = ?2) AND (?3 IS NULL OR attempt = ?3) AND (?4 IS NULL OR idempotency_key = ?4)`;

export function chargeQueries(database: DatabaseSync) {
  const insert = database.prepare(
    "INSERT INTO charges (id, account, intent, at_ms, amount, currency, attempt, payment, idempotency_key, fault, metadata) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  );
  const select = database.prepare(`SELECT * FROM charges WHERE ${MATCHES} ORDER BY seq LIMIT ?5`);
  const totals = database.prepare(`SELECT currency, count(*) AS charges, sum(amount) AS amount FROM charges WHERE ${MATCHES} GROUP BY currency`);
  const doubled = database.prepare(
    `SELECT payment, count(*) AS charges FROM charges WHERE ${MATCHES} AND payment IS NOT NULL GROUP BY payment HAVING count(*) > 1 LIMIT ?5`,
  );
  const params = (filter: LedgerFilter) => [filter.account, filter.payment, filter.attempt, filter.idempotencyKey] as const;
  return {
    insertCharge(charge: Charge): void {
      insert.run(
        charge.id, charge.accountId, charge.intent, Date.parse(charge.at), charge.amount, charge.currency, charge.attempt,
        charge.payment, charge.idempotencyKey, charge.fault, JSON.stringify(charge.metadata),
      );
    },
    listCharges(filter: LedgerFilter): Charge[] {
      return select.all(...params(filter), filter.limit).map(toCharge);
    },
    chargeTotals(filter: LedgerFilter): { currency: string; charges: number; amount: number }[] {
      return totals.all(...params(filter)).map((row) => ({ currency: String(row.currency), charges: Number(row.charges), amount: Number(row.amount) }));
    },
    /** Payments with more than one charge: what a test of "never charged twice" wants to find empty. */
    doubledPayments(filter: LedgerFilter): { payment: string; charges: number }[] {
      return doubled.all(...params(filter), filter.limit).map((row) => ({ payment: String(row.payment), charges: Number(row.charges) }));
    },
  };
}

function toCharge(row: Record<string, unknown>): Charge {
  const text = (value: unknown) => (value === null ? null : String(value));
  return {
    id: String(row.id),
    accountId: String(row.account),
    intent: String(row.intent),
    at: new Date(Number(row.at_ms)).toISOString(),
    amount: Number(row.amount),
    currency: String(row.currency),
    attempt: text(row.attempt),
    payment: text(row.payment),
    idempotencyKey: text(row.idempotency_key),
    fault: text(row.fault),
    metadata: JSON.parse(String(row.metadata)) as Record<string, string>,
  };
}
