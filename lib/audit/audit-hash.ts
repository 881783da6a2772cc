import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

export type AuditFacts = {
  merchantId: string; seq: number; at: string; actor: string; role: string; action: string; subjectKind: string; subjectId: string;
  reason: string | null; before: unknown; after: unknown; requestId: string | null; prevHash: string;
};

/** SHA-256 over the RFC 8785 form of everything that the event says, the hash before it included. */
export function auditHash(facts: AuditFacts): string {
  return createHash("sha256").update(canonicalize(facts) ?? "").digest("hex");
}
