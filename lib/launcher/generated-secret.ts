import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { reasonOf } from "@/lib/db/embedded/places";
import { GENERATED_SECRET_FILE, SettingsError } from "@/lib/env";

/** The data folder's own master secret, made at the first start; only its owner may read it. */
export function generatedSecret(dataDir: string): string {
  const file = path.join(dataDir, GENERATED_SECRET_FILE);
  try {
    writeFileSync(file, `${randomBytes(32).toString("base64")}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw new SettingsError(`The secret ${file} can't be written: ${reasonOf(error)}`);
  }
  const secret = readFileSync(file, "utf8").trim();
  if (secret.length >= 32) return secret;
  throw new SettingsError(`The secret in ${file} is damaged, and without it nothing stored can be read. Put its backup back.`);
}
