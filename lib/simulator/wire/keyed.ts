import { createHash } from "node:crypto";
import { clock } from "@/lib/clock";
import type { Simulator, WireCall } from "../context";
import { canonicalForm } from "./form";
import { idempotencyMismatch, keyInUse } from "./wire-error";

/** Keeps an executed answer under the call's key. Called inside the transaction of what it answers. */
export type KeepAnswer = (status: number, body: string) => void;

/**
 * Runs a POST under its idempotency key: a second one gets the first answer again, other parameters a 400, and a
 * second one while the first is under way a 409. Refusals before execution keep nothing.
 */
export async function underKey(simulator: Simulator, call: WireCall, execute: (keep: KeepAnswer) => Promise<void>): Promise<void> {
  const key = call.idempotencyKey;
  if (key === null) return execute(() => undefined);
  const { account } = call.caller;
  const fingerprint = createHash("sha256").update(`${call.path}\n${canonicalForm(call.form)}`).digest("hex");
  const nowMs = clock.now().getTime();
  const kept = simulator.store.findAnswer(account, key, nowMs);
  if (kept) {
    if (kept.fingerprint !== fingerprint) throw idempotencyMismatch(key);
    call.reply.entry.replayed = true;
    call.reply.json(kept.status, kept.body, { "idempotent-replayed": "true", "original-request": kept.requestId, "idempotency-key": key });
    return;
  }
  const slot = `${account} ${key}`;
  if (simulator.keysInUse.has(slot)) throw keyInUse();
  simulator.keysInUse.add(slot);
  try {
    await execute((status, body) => simulator.store.keepAnswer(account, key, { fingerprint, status, body, requestId: call.reply.entry.id }, clock.now().getTime()));
  } finally {
    simulator.keysInUse.delete(slot);
  }
}
