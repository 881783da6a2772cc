import type { Attempt, IdempotencyKey, Payment, Send } from "@/lib/db/generated/client";
import { type Queryable, query } from "@/lib/db/query";
import type { MerchantTerms, OperationState } from "./operation";

/** JSON gives dates as text and int8 as a number: put back what Prisma's row types promise. */
type JsonRow = Record<string, unknown>;

const PAYMENT_BIGINTS = ["amount"];
const DATE_KEYS: Readonly<Record<string, readonly string[]>> = {
  key: ["answeredAt", "expiresAt", "createdAt"],
  payment: ["openSince", "resendUntil", "resolvedAt", "createdAt", "updatedAt"],
  attempt: ["leaseExpiresAt", "queuedUntil", "nextCheckAt", "inquiryStartedAt", "inquiryUntil", "startedAt", "finishedAt", "createdAt"],
  send: ["at", "leaseExpiresAt", "finishedAt"],
};

const camel = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

function revive<Row>(noun: string, row: JsonRow): Row {
  const revived = Object.fromEntries(Object.entries(row).map(([name, value]) => [camel(name), value]));
  for (const name of DATE_KEYS[noun] ?? []) if (typeof revived[name] === "string") revived[name] = new Date(revived[name]);
  for (const name of PAYMENT_BIGINTS) if (name in revived) revived[name] = BigInt(revived[name] as number);
  return revived as Row;
}

/**
 * The newest sends of an attempt, as many as an answer shows: a client that repeats a refused payment for days makes
 * thousands. Those that are not proven either way are always among them, for the rules rest on them.
 */
const SENDS_KEPT = 100;

/**
 * One statement, one snapshot: the payment, its key, attempts and sends all at the same version. Found by primary key;
 * attempts by their unique (merchant, operation, number), sends by their primary key. Amounts are at most 2^53 − 1, so
 * that JSON numbers carry them exactly.
 */
const LOAD = `
SELECT to_jsonb(p) AS payment, to_jsonb(k) AS key, m.policy, m.result_retention_s,
  (SELECT jsonb_agg(to_jsonb(a) ORDER BY a.number) FROM attempts a WHERE a.merchant_id = p.merchant_id AND a.operation_id = p.id) AS attempts,
  (SELECT jsonb_agg(to_jsonb(s) ORDER BY a.number, s.number) FROM attempts a JOIN sends s ON s.merchant_id = a.merchant_id AND s.attempt_id = a.id
    WHERE a.merchant_id = p.merchant_id AND a.operation_id = p.id
      AND (s.number > a.send_count - ${SENDS_KEPT} OR s.outcome IS NULL OR s.outcome = 'unknown')) AS sends,
  (SELECT jsonb_agg(d.facts) FROM discrepancies d WHERE d.merchant_id = p.merchant_id AND d.operation_id = p.id) AS contradictions
FROM payments p
JOIN merchants m ON m.id = p.merchant_id
LEFT JOIN idempotency_keys k ON k.merchant_id = p.merchant_id AND k.key = p.idempotency_key
WHERE p.merchant_id = $1 AND p.id = $2`;

type LoadedRow = {
  payment: JsonRow; key: JsonRow | null; policy: MerchantTerms["policy"]; result_retention_s: number;
  attempts: JsonRow[] | null; sends: JsonRow[] | null; contradictions: { processorReferences: string[] }[] | null;
};

/** The state of one operation, or null where the merchant has none of that id. */
export async function loadOperation(merchantId: string, operationId: string, on?: Queryable): Promise<OperationState | null> {
  const [row] = await query<LoadedRow>("load_operation", LOAD, [merchantId, operationId], on);
  if (!row) return null;
  return {
    terms: { policy: row.policy, resultRetentionS: row.result_retention_s },
    key: row.key && revive<IdempotencyKey>("key", row.key),
    operation: revive<Payment>("payment", row.payment),
    attempts: (row.attempts ?? []).map((attempt) => revive<Attempt>("attempt", attempt)),
    sends: (row.sends ?? []).map((send) => revive<Send>("send", send)),
    contradictingReferences: [...new Set((row.contradictions ?? []).flatMap((facts) => facts.processorReferences))],
  };
}
