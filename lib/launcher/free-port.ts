import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { env, SettingsError } from "@/lib/env";
import { listenFailure, type PortSetting } from "@/lib/server/listen";

/** A web process whose launcher was killed still finishes what it had in flight; it is given a moment to go. */
const TRIES_MAX = 10;
const TRY_EVERY_MS = 300;

/** The ports that the settings ask for: each its own, and free. The simulator's only where it is known to be needed. */
export async function requireOwnPorts(withSimulator: boolean): Promise<void> {
  const { HOST, PORT, SIMULATOR_PORT, LATCHKEY_WORKER_PORT } = env();
  const wanted: [PortSetting, string, number][] = [["PORT", HOST, PORT]];
  if (withSimulator) wanted.push(["SIMULATOR_PORT", "127.0.0.1", SIMULATOR_PORT]);
  if (LATCHKEY_WORKER_PORT !== undefined) wanted.push(["LATCHKEY_WORKER_PORT", HOST, LATCHKEY_WORKER_PORT]);
  for (const [index, [setting, host, port]] of wanted.entries()) {
    const same = wanted.slice(0, index).find(([, , other]) => other === port);
    if (same) throw new SettingsError(`${same[0]} and ${setting} are both ${port}. Give each a port of its own.`);
    await requireFreePort(setting, host, port);
  }
}

/** Throws a sentence where somebody listens there, before anything is started that would have to be stopped again. */
export async function requireFreePort(setting: PortSetting, host: string, port: number): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const code = await tryListen(host, port);
    if (code === null) return;
    if (code === "EADDRINUSE" && tries < TRIES_MAX) await sleep(TRY_EVERY_MS);
    else throw new SettingsError(listenFailure(code, setting, host, port));
  }
}

function tryListen(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "unknown"));
    server.listen({ host, port }, () => server.close(() => resolve(null)));
  });
}
