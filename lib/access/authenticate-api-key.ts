import { createHash, timingSafeEqual } from "node:crypto";
import { clock } from "@/lib/clock";
import type { MerchantContext } from "@/lib/contract/merchant";
import { noteApiKeyUse } from "./api-key-use";
import { type ApiKeyRow, findApiKey } from "./api-keys.sql";

/** A revocation and a changed setting bite after at most this long; within it, a create costs no query to authenticate. */
const REMEMBER_MS = 3_000;
/** More keys than one process serves at once; the oldest are read again. */
const REMEMBERED_MAX = 10_000;
const BEARER = /^Bearer +(lk_[A-Za-z0-9_-]{20,200}) *$/i;

type Authenticated = { merchant: MerchantContext; apiKeyId: string };

type Remembered = { atMs: number; row: Promise<ApiKeyRow | null> };
const remembered = new Map<string, Remembered>();

/** The merchant behind `Authorization: Bearer lk_…`, or null: unknown, revoked and expired look alike. */
export async function authenticateApiKey(authorization: string | null): Promise<Authenticated | null> {
  const secret = BEARER.exec(authorization ?? "")?.[1];
  if (secret === undefined) return null;
  const hash = createHash("sha256").update(secret).digest();
  const row = await recall(hash);
  if (!row || !timingSafeEqual(row.hash, hash)) return null;
  if (row.revokedAt !== null || (row.expiresAt !== null && row.expiresAt <= clock.now())) return null;
  noteApiKeyUse(row.merchantId, row.apiKeyId);
  const { merchantId: id, name, policy, answer, uniqueReference, resultRetentionS, stuckAfterMs } = row;
  return { merchant: { id, name, policy, answer, uniqueReference, resultRetentionS, stuckAfterMs }, apiKeyId: row.apiKeyId };
}

/** One query for many requests at once; what is not found or fails is not remembered. */
async function recall(hash: Buffer): Promise<ApiKeyRow | null> {
  const slot = hash.toString("base64");
  const nowMs = clock.monotonicMs();
  const known = remembered.get(slot);
  if (known && nowMs - known.atMs < REMEMBER_MS) return known.row;
  const row = findApiKey(hash);
  remembered.delete(slot);
  remembered.set(slot, { atMs: nowMs, row });
  const [oldest] = remembered.keys();
  if (remembered.size > REMEMBERED_MAX && oldest !== undefined) remembered.delete(oldest);
  const forget = () => {
    if (remembered.get(slot)?.row === row) remembered.delete(slot);
  };
  row.then((found) => found ?? forget(), forget);
  return row;
}
