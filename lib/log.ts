import pino, { type DestinationStream, type Logger } from "pino";
import { env } from "./env";
import { maskSecrets } from "./mask-secrets";

const HOLDER = Symbol.for("latchkey.log");
type Holder = { [HOLDER]?: Logger };

/** What never reaches a log, should somebody pass it by mistake; bodies and keys are not passed at all. */
const REDACTED = [
  "authorization", "*.authorization", "headers.authorization", "cookie", "*.cookie", "headers.cookie", "secretKey", "*.secretKey", "apiKey", "*.apiKey",
  "password", "*.password", "webhookSecret", "*.webhookSecret", "body", "*.body", "err.query", "err.parameters", "err.where",
];

/** A log of lines of JSON; whatever looks like a secret or a card number is masked in the finished line. */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options: pino.LoggerOptions = {
    level, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime, redact: REDACTED, hooks: { streamWrite: maskSecrets },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** The one log of this process, on stdout. It lives on globalThis because Next bundles routes apart. */
export function log(): Logger {
  const holder = globalThis as Holder;
  holder[HOLDER] ??= createLog(env().LATCHKEY_LOG_LEVEL);
  return holder[HOLDER];
}
