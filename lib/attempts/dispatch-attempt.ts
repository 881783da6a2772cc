import { clock } from "@/lib/clock";
import type { Attempt } from "@/lib/db/generated/client";
import { env } from "@/lib/env";
import type { SendReport } from "@/lib/processors/outcome";
import type { LiveConnection } from "./connections";

/** When a lease began, taken before the transaction that grants it, on both of this process's clocks. */
export type LeaseStart = { wallMs: number; monotonicMs: number };

export function startLease(): LeaseStart {
  return { wallMs: clock.now().getTime(), monotonicMs: clock.monotonicMs() };
}

/** The larger of the two clocks: one may stand still while a machine sleeps, the other may be set back. */
function leaseAgeMs(start: LeaseStart): number {
  return Math.max(clock.monotonicMs() - start.monotonicMs, clock.now().getTime() - start.wallMs);
}

/**
 * One physical request of an attempt whose lease and send are stored. No transaction is open and no connection to the
 * database is held. A sender later than a third of its lease does not send: the rest is for the request itself.
 */
export async function dispatchAttempt(
  attempt: Pick<Attempt, "processorKey" | "requestBody" | "amount" | "currency">, connection: LiveConnection, lease: LeaseStart,
): Promise<SendReport> {
  const settings = env();
  return connection.processor.send(
    connection.open,
    { processorKey: attempt.processorKey, body: attempt.requestBody, amount: Number(attempt.amount), currency: attempt.currency },
    { timeoutMs: settings.LATCHKEY_PROCESSOR_TIMEOUT_MS, maySend: () => leaseAgeMs(lease) < settings.LATCHKEY_LEASE_MS / 3 },
  );
}
