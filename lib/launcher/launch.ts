import { checkSecrets } from "@/lib/db/check-secrets";
import { type DataDirLock, takeDataDirWhenFree } from "@/lib/db/embedded/data-dir-lock";
import { openDataDir } from "@/lib/db/embedded/places";
import { migrate } from "@/lib/db/migrate";
import { closePool } from "@/lib/db/pool";
import { adoptDatabase, env, masterSecrets, SettingsError } from "@/lib/env";
import { bootstrap } from "@/lib/merchants/bootstrap";
import { followSimulator } from "@/lib/merchants/follow-simulator";
import type { Credentials } from "@/lib/merchants/new-connection";
import { registerSimulatorEndpoints } from "@/lib/merchants/simulator-endpoints";
import { ownAddress } from "@/lib/own-address";
import { sayWhyNot } from "@/lib/processes/run-process";
import { onStopRequest } from "@/lib/processes/stop-request";
import { ensureBuild } from "@/lib/server/build";
import { requireFreePort, requireOwnPorts } from "./free-port";
import { generatedSecret } from "./generated-secret";
import { type KeptDatabase, keepDatabase } from "./keep-database";
import { type Supervised, supervise } from "./supervise";
import { waitUntilAnswers } from "./wait-until";
import { credentials, welcome } from "./welcome";

/** A command on the same data folder holds it for seconds. */
const LOCK_WAIT_MS = 30_000;
/** The first request after a start compiles nothing; a machine under load still takes some seconds. */
const READY_MS = 60_000;
/** The contract's 25 s, less what the simulator and the database need to end. */
const STOP_CHILDREN_MS = 23_500;
const STOP_SIMULATOR_MS = 500;
const STRIPE_API = "https://api.stripe.com";

const say = (sentence: string) => console.log(sentence);

/** What has been started so far, in the order it is stopped in. */
type Started = { web?: Supervised; worker?: Supervised; simulator?: Supervised; database?: KeptDatabase; lock?: DataDirLock };

/**
 * `npm start`: database, simulator, web and worker. Each is a process of its own, so that one may be killed at any
 * moment and is started again while the others go on.
 */
export async function launch(): Promise<void> {
  const started: Started = {};
  let stopping: Promise<void> | undefined;
  onStopRequest((reason) => {
    say(`Stopping (${reason}); a second time ends at once.`);
    stopping ??= stop(started).then(() => process.exit(0));
  });
  try {
    await start(started);
  } catch (error) {
    // A stop that was asked for meanwhile makes the start fail: that is no news.
    if (stopping) return;
    sayWhyNot(error);
    await stop(started);
    process.exit(1);
  }
}

async function start(started: Started): Promise<void> {
  const settings = env();
  const dataDir = openDataDir(settings.LATCHKEY_DATA_DIR);
  started.lock = await takeLock(dataDir);
  const stripe = stripeCredentials();
  const secret = masterSecretOf(dataDir);
  await requireOwnPorts(stripe === undefined);
  await ensureBuild(say);
  const environment = { ...(await openDatabase(started, dataDir)), LATCHKEY_SECRET: secret, LATCHKEY_DATA_DIR: dataDir, NODE_ENV: "production" };
  const made = await bootstrap({
    apiKey: settings.LATCHKEY_BOOTSTRAP_API_KEY, adminEmail: settings.LATCHKEY_ADMIN_EMAIL, adminPassword: settings.LATCHKEY_ADMIN_PASSWORD,
    stripe,
  });
  say(credentials(made));
  if (await followSimulator()) {
    if (stripe) await requireFreePort("SIMULATOR_PORT", "127.0.0.1", settings.SIMULATOR_PORT);
    started.simulator = supervise("simulator", ["lib/simulator/main.ts"], environment, say);
  }
  say("Starting web and worker …");
  started.worker = supervise("worker", ["lib/worker/main.ts"], environment, say);
  started.web = supervise("web", ["lib/server/main.ts", "--built"], environment, say);
  if (started.simulator) {
    await waitUntilAnswers(`http://127.0.0.1:${settings.SIMULATOR_PORT}/_simulator/health`, READY_MS);
    await registerSimulatorEndpoints();
  }
  if (!(await waitUntilAnswers(`${ownAddress()}/readyz`, READY_MS))) say("Not everything is ready yet: see the lines above. It goes on trying.");
  // From here on the children talk to the database; this process only watches them.
  await closePool();
  say(welcome(made));
}

async function takeLock(dataDir: string): Promise<DataDirLock> {
  const { PORT, HOST, SIMULATOR_PORT } = env();
  const settings = { PORT: String(PORT), HOST, SIMULATOR_PORT: String(SIMULATOR_PORT) };
  const taken = await takeDataDirWhenFree(dataDir, { kind: "launcher", pid: process.pid, settings }, LOCK_WAIT_MS);
  if ("release" in taken) return taken;
  throw new SettingsError(
    `Latchkey is running on ${dataDir} already (process ${taken.pid}). Stop that one, or set LATCHKEY_DATA_DIR, PORT and SIMULATOR_PORT to start another beside it.`,
  );
}

/** Refused before anything that takes long: the secret that the settings name, or the data folder's own. */
function masterSecretOf(dataDir: string): string {
  const { LATCHKEY_SECRET, DATABASE_URL } = env();
  const secret = LATCHKEY_SECRET ?? (DATABASE_URL === undefined ? generatedSecret(dataDir) : undefined);
  if (secret === undefined) throw new SettingsError("LATCHKEY_SECRET is not set. It is required with DATABASE_URL. Make one with: openssl rand -base64 32");
  masterSecrets();
  return secret;
}

/** DATABASE_URL or the embedded database, migrated. */
async function openDatabase(started: Started, dataDir: string): Promise<{ DATABASE_URL: string }> {
  let url = env().DATABASE_URL;
  if (url === undefined) {
    say("Starting the database …");
    started.database = await keepDatabase(dataDir, say);
    url = started.database.url;
    adoptDatabase(url);
  }
  const applied = await migrate(url);
  await checkSecrets();
  if (applied.length > 0) say(`The database is migrated: ${applied.join(", ")}.`);
  return { DATABASE_URL: url };
}

/** Merchant demo's connection; undefined for the bundled simulator. */
function stripeCredentials(): Credentials | undefined {
  const { STRIPE_API_BASE, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET } = env();
  if (STRIPE_API_BASE === undefined && STRIPE_SECRET_KEY === undefined) return undefined;
  if (STRIPE_SECRET_KEY === undefined) throw new SettingsError("STRIPE_API_BASE is set and STRIPE_SECRET_KEY is not. Set both, or neither for the bundled simulator.");
  return { apiBase: STRIPE_API_BASE ?? STRIPE_API, secretKey: STRIPE_SECRET_KEY, webhookSecret: STRIPE_WEBHOOK_SECRET ?? null };
}

/** Web and worker finish what is in flight, side by side; then what they needed goes, the database last. */
async function stop({ web, worker, simulator, database, lock }: Started): Promise<void> {
  await Promise.all([web?.stop(STOP_CHILDREN_MS), worker?.stop(STOP_CHILDREN_MS)]);
  await simulator?.stop(STOP_SIMULATOR_MS);
  await closePool();
  await database?.stop();
  await lock?.release();
}
