import pino, { type Logger } from "pino";
import { env } from "./env";

const HOLDER = Symbol.for("latchkey.log");
type Holder = { [HOLDER]?: Logger };

/** What never reaches a log, should somebody pass it by mistake; bodies and keys are not passed at all. */
const REDACTED = ["authorization", "*.authorization", "headers.authorization", "secretKey", "*.secretKey", "apiKey", "*.apiKey", "body", "*.body", "err.query", "err.parameters", "err.where"];

/** The one log of this process: a line of JSON each on stdout. It lives on globalThis because Next bundles routes apart. */
export function log(): Logger {
  const holder = globalThis as Holder;
  holder[HOLDER] ??= pino({ level: env().LATCHKEY_LOG_LEVEL, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime, redact: REDACTED });
  return holder[HOLDER];
}
