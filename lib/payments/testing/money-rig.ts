import { clock } from "@/lib/clock";
import type { MerchantContext } from "@/lib/contract/merchant";
import { prisma } from "@/lib/db/prisma";
import { startTestDatabase, type TestDatabase } from "@/lib/db/testing/test-database";
import { newId } from "@/lib/id";
import type { CreateRequest } from "@/lib/payments/create-request";
import { seal } from "@/lib/processors/seal";
import { startSimulator } from "@/lib/simulator/start-simulator";

export type MoneyRig = {
  database: TestDatabase;
  simulatorUrl: string;
  /** A merchant with a connection of its own at the simulator. */
  merchant(settings?: Partial<MerchantContext> & { resending?: boolean; apiBase?: string }): Promise<MerchantContext & { connectionId: string }>;
  /** A request for a payment, as the HTTP layer hands it over. */
  request(merchant: MerchantContext, key: string, over?: RequestOver): CreateRequest;
  /** Charges at the simulator of one payment's attempts. */
  charges(paymentId: string): Promise<{ amount: number }[]>;
  close(): Promise<void>;
};
type RequestOver = { body?: Record<string, unknown>; fault?: string; waitS?: number | null; respondAsync?: boolean };

/** A database and a simulator for tests that drive the verbs in-process: timeouts that a busy machine keeps, and short waits between looks. */
export async function startMoneyRig(settings: Readonly<Record<string, string>> = {}): Promise<MoneyRig> {
  const database = await startTestDatabase({
    LATCHKEY_PROCESSOR_TIMEOUT_MS: "3000", LATCHKEY_LEASE_MS: "10000", LATCHKEY_RECOVERY_SCHEDULE: "100ms,200ms,500ms",
    LATCHKEY_MAX_PROCESSING_MS: "200", LATCHKEY_ABSENCE_GAP_MS: "100", ...settings,
  });
  const simulator = await startSimulator({ host: "127.0.0.1", port: 0, file: ":memory:" });
  return {
    database, simulatorUrl: simulator.url,
    merchant: (over = {}) => makeMerchant(over.apiBase ?? simulator.url, over),
    request: (merchant, key, over = {}) => makeRequest(merchant, key, over),
    charges: async (paymentId) => {
      const answer = await fetch(`${simulator.url}/_simulator/ledger?payment=${paymentId}`);
      return ((await answer.json()) as { charges: { amount: number }[] }).charges;
    },
    close: async () => {
      await simulator.close();
      await database.close();
    },
  };
}

async function makeMerchant(apiBase: string, over: Partial<MerchantContext> & { resending?: boolean }): Promise<MerchantContext & { connectionId: string }> {
  const id = newId();
  const connectionId = newId();
  const context: MerchantContext = {
    id, name: over.name ?? `merchant-${id}`, policy: over.policy ?? "replay", answer: over.answer ?? "sync", uniqueReference: over.uniqueReference ?? false,
    resultRetentionS: over.resultRetentionS ?? 86_400, stuckAfterMs: over.stuckAfterMs ?? null,
  };
  await prisma().merchant.create({ data: { ...context, createdAt: clock.now() } });
  await prisma().connection.create({
    data: {
      merchantId: id, id: connectionId, processor: "stripe", status: "active", apiBase, secretKeySealed: seal(`sk_test_${id.replaceAll("-", "")}`, connectionId),
      resending: over.resending ?? true, createdAt: clock.now(),
    },
  });
  return { ...context, connectionId };
}

function makeRequest(merchant: MerchantContext, key: string, over: RequestOver): CreateRequest {
  const body = { amount: 1999, currency: "EUR", paymentMethod: "pm_card_visa", ...(over.fault ? { metadata: { simulator_fault: over.fault } } : {}), ...over.body };
  return {
    merchant, key, body, sent: body, requestId: `req_${newId().replaceAll("-", "")}`,
    prefer: { waitS: over.waitS ?? null, respondAsync: over.respondAsync ?? false },
  };
}
