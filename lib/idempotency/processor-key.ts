import { createHmac } from "node:crypto";
import { keyRing } from "@/lib/secrets";

/**
 * The idempotency key that we send to a processor: an HMAC over installation, merchant, the merchant's key and the
 * attempt's number, 35 characters of [a-z0-9-]. A restored backup makes the same one again.
 */
export function processorKeyOf(parts: { installationId: string; merchantId: string; key: string; attemptNumber: number }): string {
  const [current] = keyRing("processor-key");
  const text = JSON.stringify([parts.installationId, parts.merchantId, parts.key, parts.attemptNumber]);
  // 32 hex digits are 128 bits: no two keys of an installation meet.
  return `lk-${createHmac("sha256", current.key).update(text).digest("hex").slice(0, 32)}`;
}
