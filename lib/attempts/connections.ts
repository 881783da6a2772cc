import { clock } from "@/lib/clock";
import type { Connection } from "@/lib/db/generated/client";
import { prisma } from "@/lib/db/prisma";
import type { OpenConnection, Processor } from "@/lib/processors/processor";
import { processorOf } from "@/lib/processors/registry";
import { unseal } from "@/lib/processors/seal";

/** A connection ready to be used: its row, its adapter, its secret opened. */
export type LiveConnection = { row: Connection; processor: Processor; open: OpenConnection };

/** A changed secret or switch is seen by every process within this time. */
const CACHED_MS = 2_000;
/** Merchants of one process whose connection is remembered; past it the oldest is forgotten. */
const CACHED_MAX = 10_000;

type Entry = { at: number; value: Promise<LiveConnection | null> };
const cache = new Map<string, Entry>();

function remembered(slot: string, read: () => Promise<LiveConnection | null>): Promise<LiveConnection | null> {
  const entry = cache.get(slot);
  if (entry && clock.monotonicMs() - entry.at < CACHED_MS) return entry.value;
  if (cache.size >= CACHED_MAX) cache.delete(cache.keys().next().value ?? "");
  const value = read();
  cache.delete(slot);
  cache.set(slot, { at: clock.monotonicMs(), value });
  value.catch(() => cache.delete(slot));
  return value;
}

/** The connection that takes a merchant's new attempts. */
export function activeConnection(merchantId: string): Promise<LiveConnection | null> {
  return remembered(`active ${merchantId}`, async () => open(await prisma().connection.findFirst({ where: { merchantId, status: "active" } })));
}

/** One connection, retired ones too: look-ups use the attempt's own. */
export function connectionById(merchantId: string, id: string): Promise<LiveConnection | null> {
  return remembered(`${merchantId} ${id}`, async () => open(await prisma().connection.findUnique({ where: { merchantId_id: { merchantId, id } } })));
}

/** For the process that has just changed one. */
export function forgetConnections(): void {
  cache.clear();
}

function open(row: Connection | null): LiveConnection | null {
  if (!row) return null;
  const processor = processorOf(row.processor);
  return { row, processor, open: { id: row.id, apiBase: row.apiBase, secretKey: unseal(row.secretKeySealed, row.id) } };
}
