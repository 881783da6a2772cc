import { createHash, createSecretKey, hkdfSync, type KeyObject } from "node:crypto";
import { masterSecrets } from "@/lib/env";

/** What a key is derived for: a key of one purpose says nothing about another's. */
export type SecretPurpose = "fingerprint" | "processor-key" | "seal" | "session";

/** A short public name of a master secret: rows carry it, so that older secrets stay usable after a rotation. */
export function secretName(secret: string): string {
  // 8 hex digits tell a handful of secrets apart and give nothing away.
  return createHash("sha256").update(`latchkey secret name:${secret}`).digest("hex").slice(0, 8);
}

const derived = new Map<string, KeyObject>();

/** The key of a purpose under one master secret (HKDF-SHA-256, 32 bytes), made once a process. */
function derivedKey(purpose: SecretPurpose, secret: string): KeyObject {
  const slot = `${purpose}:${secret}`;
  let key = derived.get(slot);
  if (!key) {
    // A KeyObject: an HMAC with a raw Buffer as key costs several times the CPU.
    key = createSecretKey(Buffer.from(hkdfSync("sha256", secret, "", `latchkey ${purpose}`, 32)));
    derived.set(slot, key);
  }
  return key;
}

export type NamedKey = { name: string; key: KeyObject };

/** All keys of a purpose, the current one first. */
export function keyRing(purpose: SecretPurpose): readonly [NamedKey, ...NamedKey[]] {
  const secrets = masterSecrets();
  const cached = rings.get(purpose);
  if (cached?.secrets === secrets) return cached.ring;
  const ring = secrets.map((secret) => ({ name: secretName(secret), key: derivedKey(purpose, secret) }));
  // masterSecrets() never returns an empty list.
  const entry = { secrets, ring: ring as [NamedKey, ...NamedKey[]] };
  rings.set(purpose, entry);
  return entry.ring;
}

const rings = new Map<SecretPurpose, { secrets: readonly string[]; ring: readonly [NamedKey, ...NamedKey[]] }>();

/** The name of the master secret in a sealed text (`v1.<name>.…`, see lib/processors/seal.ts). */
export function sealedBy(sealed: string): string {
  return sealed.split(".")[1] ?? "";
}
