import { createHash, randomBytes } from "node:crypto";
import { clock } from "@/lib/clock";
import { newId } from "@/lib/id";

/** 256 random bits. */
const SECRET_BYTES = 32;
/** Enough to tell keys of one merchant apart on screen. */
const PREFIX_LENGTH = 10;

/** A fresh API key, or the row of one that was chosen elsewhere. The secret itself is in no row. */
export function newApiKey(merchantId: string, name: string, secret = `lk_${randomBytes(SECRET_BYTES).toString("base64url")}`) {
  return {
    secret,
    row: { merchantId, id: newId(), name, prefix: secret.slice(0, PREFIX_LENGTH), hash: createHash("sha256").update(secret).digest(), createdAt: clock.now() },
  };
}
