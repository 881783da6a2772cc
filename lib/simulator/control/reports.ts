import { accountOf } from "../account";
import type { Simulator } from "../context";
import type { ControlCall } from "./control-call";

const LIMIT_DEFAULT = 1_000;
const LIMIT_MAX = 10_000;

/** `?payment&attempt&idempotency_key&secret_key&limit` → every charge that matches, with totals over all of them. */
export function readLedger(simulator: Simulator, call: ControlCall): unknown {
  const secretKey = call.query.get("secret_key");
  const filter = {
    account: secretKey === null ? null : accountOf(secretKey),
    payment: call.query.get("payment"),
    attempt: call.query.get("attempt"),
    idempotencyKey: call.query.get("idempotency_key"),
    limit: limitOf(call),
  };
  const totals = simulator.store.chargeTotals(filter);
  return {
    charges: simulator.store.listCharges(filter),
    totals: { charges: totals.reduce((sum, total) => sum + total.charges, 0), byCurrency: Object.fromEntries(totals.map((total) => [total.currency, total.amount])) },
    doubled: simulator.store.doubledPayments(filter),
  };
}

/** `?payment&attempt&idempotency_key&secret_key&since&limit` → the newest requests that match, oldest first. */
export function readRequests(simulator: Simulator, call: ControlCall): unknown {
  const secretKey = call.query.get("secret_key");
  const sinceMs = Date.parse(call.query.get("since") ?? "");
  const requests = simulator.journal.list({
    account: secretKey === null ? null : accountOf(secretKey),
    sinceMs: Number.isNaN(sinceMs) ? 0 : sinceMs,
    payment: call.query.get("payment"),
    attempt: call.query.get("attempt"),
    idempotencyKey: call.query.get("idempotency_key"),
    limit: limitOf(call),
  });
  return { requests };
}

function limitOf(call: ControlCall): number {
  const limit = Number(call.query.get("limit") ?? LIMIT_DEFAULT);
  return Number.isInteger(limit) && limit >= 1 ? Math.min(limit, LIMIT_MAX) : LIMIT_DEFAULT;
}
