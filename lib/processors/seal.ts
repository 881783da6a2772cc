import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { keyRing } from "@/lib/secrets";

/** `v1.<name of the master secret>.<nonce>.<tag>.<text>`, the last three in base64url. */
const FORMAT = "v1";
/** GCM's own nonce length; random ones are safe for far more secrets than an installation has. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts a connection's secret. `context` (the connection's id) must be given again to `unseal` it. */
export function seal(plain: string, context: string): string {
  const [{ name, key }] = keyRing("seal");
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
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
  const named = keyRing("seal").find((candidate) => candidate.name === name);
  if (named === undefined) throw new Error(`The master secret ${name} that sealed this is not in LATCHKEY_SECRET any more.`);
  const decipher = createDecipheriv("aes-256-gcm", named.key, Buffer.from(nonce, "base64url"), { authTagLength: TAG_BYTES });
  decipher.setAAD(aad(name, context));
  decipher.setAuthTag(Buffer.from(tag, "base64url"));
  return Buffer.concat([decipher.update(Buffer.from(text, "base64url")), decipher.final()]).toString("utf8");
}

function aad(name: string, context: string): Buffer {
  return Buffer.from(`${FORMAT}\0${name}\0${context}`);
}
