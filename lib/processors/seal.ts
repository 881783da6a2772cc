import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import { masterSecrets } from "@/lib/env";

/** `v1.<name of the master secret>.<nonce>.<tag>.<text>`, the last three in base64url. */
const FORMAT = "v1";
const KEY_BYTES = 32;
/** GCM's own nonce length; random ones are safe for far more secrets than an installation has. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** 48 bits tell a handful of master secrets apart and give nothing away about a secret of 32 characters. */
const NAME_LENGTH = 12;

const keys = new Map<string, Buffer>();

/** A short name of a master secret, stored beside what was made with it, so that older ones stay usable. */
export function secretName(secret: string): string {
  return createHash("sha256").update(`latchkey secret name\0${secret}`).digest("hex").slice(0, NAME_LENGTH);
}

/** Encrypts a connection's secret. `context` (the connection's id) must be given again to `unseal` it. */
export function seal(plain: string, context: string): string {
  const [secret] = masterSecrets();
  if (secret === undefined) throw new Error("There is no master secret.");
  const name = secretName(secret);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", keyOf(secret), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(aad(name, context));
  const sealed = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  return [FORMAT, name, nonce.toString("base64url"), cipher.getAuthTag().toString("base64url"), sealed.toString("base64url")].join(".");
}

/** Decrypts what `seal` made, under whichever master secret made it. Throws where that one is gone or the text was changed. */
export function unseal(sealed: string, context: string): string {
  const [format, name, nonce, tag, text, ...rest] = sealed.split(".");
  if (format !== FORMAT || name === undefined || nonce === undefined || tag === undefined || text === undefined || rest.length > 0) {
    throw new Error("The sealed secret is not in a known form.");
  }
  const secret = masterSecrets().find((candidate) => secretName(candidate) === name);
  if (secret === undefined) throw new Error(`The master secret ${name} that sealed this is not in LATCHKEY_SECRET any more.`);
  const decipher = createDecipheriv("aes-256-gcm", keyOf(secret), Buffer.from(nonce, "base64url"), { authTagLength: TAG_BYTES });
  decipher.setAAD(aad(name, context));
  decipher.setAuthTag(Buffer.from(tag, "base64url"));
  return Buffer.concat([decipher.update(Buffer.from(text, "base64url")), decipher.final()]).toString("utf8");
}

function keyOf(secret: string): Buffer {
  const known = keys.get(secret);
  if (known) return known;
  const key = Buffer.from(hkdfSync("sha256", secret, "", "latchkey connection secrets v1", KEY_BYTES));
  keys.set(secret, key);
  return key;
}

function aad(name: string, context: string): Buffer {
  return Buffer.from(`${FORMAT}\0${name}\0${context}`);
}
