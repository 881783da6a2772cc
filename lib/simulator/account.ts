import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { unauthorized } from "./wire/wire-error";

/** The account of a secret key: one key, one ledger, without anything to register. */
export function accountOf(secretKey: string): string {
  return `acct_${createHash("sha256").update(secretKey).digest("hex").slice(0, 16)}`;
}

export type Caller = { account: string; livemode: boolean };

/** Who calls, by Bearer or by Basic as Stripe takes both. Keys that begin with `sk_test_invalid` are refused. */
export function authenticate(request: IncomingMessage): Caller {
  const key = secretKeyOf(request.headers.authorization ?? "");
  if (!/^[sr]k_[A-Za-z0-9_]{1,200}$/.test(key) || key.startsWith("sk_test_invalid")) throw unauthorized(key);
  return { account: accountOf(key), livemode: /^[sr]k_live_/.test(key) };
}

function secretKeyOf(header: string): string {
  const [scheme = "", credentials = ""] = header.split(" ");
  if (scheme.toLowerCase() === "bearer") return credentials;
  if (scheme.toLowerCase() !== "basic") return "";
  return Buffer.from(credentials, "base64").toString("utf8").split(":")[0] ?? "";
}
