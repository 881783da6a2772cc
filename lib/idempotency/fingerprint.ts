import { createHmac } from "node:crypto";
import canonicalize from "canonicalize";
import { keyRing, type NamedKey } from "@/lib/secrets";

/** What a key claimed: the kind of operation, its path parameters and the parsed body as sent, before defaults. */
export type FingerprintSource = { kind: string; pathParameters: readonly string[]; body: unknown };

export type Fingerprint = { value: string; version: string };

/**
 * HMAC-SHA-256 over kind, path parameters and the RFC 8785 form of the body: order, white space and the spelling of
 * numbers do not matter. It carries the name of its secret.
 */
export function fingerprintOf(source: FingerprintSource): Fingerprint {
  const [current] = keyRing("fingerprint");
  return { value: digest(source, current), version: current.name };
}

/** Whether a stored fingerprint is that of this request; null where its secret is not among ours any more. */
export function matchesFingerprint(source: FingerprintSource, stored: Fingerprint): boolean | null {
  const key = keyRing("fingerprint").find((candidate) => candidate.name === stored.version);
  return key ? digest(source, key) === stored.value : null;
}

function digest(source: FingerprintSource, key: NamedKey): string {
  const text = canonicalize([source.kind, source.pathParameters, source.body]);
  return createHmac("sha256", key.key).update(text ?? "").digest("base64url");
}
