import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { SettingsError } from "@/lib/env";
import { listenFailure, type PortSetting } from "@/lib/server/listen";

/** A web process whose launcher was killed still finishes what it had in flight; it is given a moment to go. */
const TRIES_MAX = 10;
const TRY_EVERY_MS = 300;

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
