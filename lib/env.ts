import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const SCHEDULE_UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** `5s,15s,1m` → milliseconds; null where a part is no duration. */
export function parseSchedule(text: string): number[] | null {
  const parts = text.split(",").map((part) => /^(\d{1,6})(ms|s|m|h)$/.exec(part.trim()));
  // 20 steps are plenty: the last one repeats for ever.
  if (parts.length > 20) return null;
  const steps: number[] = [];
  for (const match of parts) {
    const unitMs = match?.[2] === undefined ? undefined : SCHEDULE_UNITS_MS[match[2]];
    if (!match || unitMs === undefined || Number(match[1]) === 0) return null;
    steps.push(Number(match[1]) * unitMs);
  }
  return steps;
}

/** What is wrong is said once, as the end of a sentence that begins with the setting's name. */
const number = (min: number, max: number, error: string) => z.coerce.number({ error }).min(min, { error }).max(max, { error });
const whole = (min: number, max: number, what: string) => {
  const error = `must be ${what} from ${min} to ${max}`;
  return number(min, max, error).int({ error });
};
const port = whole(1, 65_535, "a port");
const durationMs = (min: number, max: number) => whole(min, max, "a whole number of milliseconds");
const url = z.url({ error: "must be an address such as https://pay.example.com" });
const choice = <const Values extends readonly [string, ...string[]]>(values: Values) => z.enum(values, { error: `must be one of ${values.join(", ")}` });
const schedule = z.string().transform((text, context) => {
  const steps = parseSchedule(text);
  if (steps) return steps;
  context.addIssue({ code: "custom", message: "must be a list of durations such as 5s,15s,1m,5m,15m,1h" });
  return z.NEVER;
});
const onOff = choice(["on", "off"]).transform((value) => value === "on");

const Settings = z.object({
  PORT: port.default(3000),
  HOST: z.string().min(1).default("127.0.0.1"),
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, "must start with postgres:// or postgresql://").optional(),
  LATCHKEY_DATA_DIR: z.string().min(1).default(".latchkey"),
  LATCHKEY_SECRET: z.string().min(1).optional(),
  LATCHKEY_ADMIN_EMAIL: z.email({ error: "must be an e-mail address" }).optional(),
  LATCHKEY_ADMIN_PASSWORD: z.string().min(12, "must have at least 12 characters").max(128, "must have at most 128 characters").optional(),
  LATCHKEY_BOOTSTRAP_API_KEY: z.string().regex(/^lk_[A-Za-z0-9_-]{20,200}$/, "must be lk_ and 20 to 200 letters, digits, - or _").optional(),
  STRIPE_API_BASE: url.optional(),
  STRIPE_SECRET_KEY: z.string().min(1).optional(),
  STRIPE_WEBHOOK_SECRET: z.string().min(1).optional(),
  SIMULATOR_PORT: port.default(12_111),
  LATCHKEY_PROCESSOR_TIMEOUT_MS: durationMs(100, 120_000).default(20_000),
  LATCHKEY_LEASE_MS: durationMs(300, 600_000).default(60_000),
  LATCHKEY_RECOVERY_SCHEDULE: schedule.default([5_000, 15_000, 60_000, 300_000, 900_000, 3_600_000]),
  LATCHKEY_FRESHNESS_MS: durationMs(0, 86_400_000).default(600_000),
  LATCHKEY_MAX_PROCESSING_MS: durationMs(0, 86_400_000).optional(),
  LATCHKEY_ABSENCE_GAP_MS: durationMs(0, 86_400_000).default(30_000),
  LATCHKEY_RATE_LIMIT_PER_S: number(0.1, 1_000_000, "must be a number from 0.1 to 1000000").optional(),
  LATCHKEY_STUCK_AFTER_MS: durationMs(1, 2_000_000_000).default(120_000),
  /** Off behind a PgBouncer older than 1.21 in transaction mode. */
  LATCHKEY_PREPARED_STATEMENTS: onOff.default(true),
  /** `merchant`: no commit holds more than one merchant's payments, for a database that is sharded by merchant. */
  LATCHKEY_GROUP_COMMIT: choice(["all", "merchant"]).default("all"),
  /** Connections of one process to the database. */
  LATCHKEY_POOL_MAX: whole(2, 200, "a whole number").default(12),
  /** Where a worker answers /healthz and /metrics; unset: nowhere. */
  LATCHKEY_WORKER_PORT: port.optional(),
  LATCHKEY_LOG_LEVEL: choice(["fatal", "error", "warn", "info", "debug", "silent"]).default("info"),
  /** For tests of crashes: the process ends, as by kill -9, at this point of the money path. */
  LATCHKEY_CRASH_POINT: z.string().optional(),
  /** The address operators type, where it differs from HOST and PORT (behind a proxy). */
  LATCHKEY_PUBLIC_URL: url.optional(),
  /** Where the console's production build is kept. */
  LATCHKEY_DIST_DIR: z.string().min(1).default(".next"),
});
export type Settings = z.output<typeof Settings>;

/** A start that must not happen, as one sentence for a person. */
export class SettingsError extends Error {
  override name = "SettingsError";
}

/** Reads settings from any environment; throws SettingsError with a sentence a line. Empty strings count as unset. */
export function parseSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = Settings.safeParse(set);
  if (!parsed.success) {
    const sentences = new Set(parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}.`));
    throw new SettingsError([...sentences].join("\n"));
  }
  const settings = parsed.data;
  if (settings.LATCHKEY_LEASE_MS <= 2 * settings.LATCHKEY_PROCESSOR_TIMEOUT_MS) {
    throw new SettingsError(
      `LATCHKEY_LEASE_MS (${settings.LATCHKEY_LEASE_MS}) must exceed twice LATCHKEY_PROCESSOR_TIMEOUT_MS (${settings.LATCHKEY_PROCESSOR_TIMEOUT_MS}): ` +
        "a sender must never outlive its lease. Raise the lease or lower the timeout.",
    );
  }
  return settings;
}

let cached: Settings | undefined;

/** The settings of this process, parsed when first read (a build imports routes without any). */
export function env(): Settings {
  cached ??= parseSettings(process.env);
  return cached;
}

/**
 * Points this process at a database that was found or started where DATABASE_URL names none, and takes over settings
 * of whoever runs it where this process has none of its own.
 */
export function adoptDatabase(url: string, others: Readonly<Record<string, string>> = {}): void {
  for (const [name, value] of Object.entries(others)) process.env[name] ||= value;
  process.env.DATABASE_URL = url;
  cached = undefined;
  cachedSecrets = undefined;
}

/** This process's environment for a child, with changes; undefined takes a variable away. */
export function environmentFor(changes: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  return { ...process.env, ...changes };
}

/** A file of generated secrets in the data folder, written by the launcher with mode 0600. */
export const GENERATED_SECRET_FILE = "secret";

/**
 * Master secrets, the current one first: LATCHKEY_SECRET holds them separated by commas, so that a rotation
 * puts the new one in front and keeps what the older ones made readable.
 */
export function masterSecrets(): readonly string[] {
  // The same array as long as the settings are: keys are derived from it once, not once a request.
  cachedSecrets ??= readMasterSecrets();
  return cachedSecrets;
}

let cachedSecrets: readonly string[] | undefined;

function readMasterSecrets(): readonly string[] {
  const text = env().LATCHKEY_SECRET ?? readGeneratedSecret();
  const secrets = text.split(",").map((secret) => secret.trim()).filter(Boolean);
  if (secrets.length === 0 || secrets.some((secret) => secret.length < 32)) {
    throw new SettingsError("LATCHKEY_SECRET needs at least 32 characters (several, the newest first, are separated by commas). Make one with: openssl rand -base64 32");
  }
  return secrets;
}

function readGeneratedSecret(): string {
  const file = path.join(env().LATCHKEY_DATA_DIR, GENERATED_SECRET_FILE);
  try {
    return readFileSync(/* turbopackIgnore: true */ file, "utf8").trim();
  } catch {
    throw new SettingsError("LATCHKEY_SECRET is not set. It is required with DATABASE_URL. Make one with: openssl rand -base64 32");
  }
}
