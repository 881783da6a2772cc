import type { Server } from "node:http";
import { SettingsError } from "@/lib/env";

/** Connections that wait to be accepted: two thousand clients may arrive in the same moment. */
const BACKLOG = 2_048;

export type PortSetting = "PORT" | "SIMULATOR_PORT" | "LATCHKEY_WORKER_PORT";

/** Listens there, or says in a sentence why not. */
export function listen(server: Server, setting: PortSetting, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(new SettingsError(listenFailure(error.code ?? "unknown", setting, host, port))));
    server.listen({ port, host, backlog: BACKLOG }, () => resolve());
  });
}

/** Why nobody can listen there, in words. */
export function listenFailure(code: string, setting: PortSetting, host: string, port: number): string {
  if (code === "EADDRINUSE") return `Port ${port} is taken by another program. Stop that one, or set ${setting} to a free port.`;
  if (code === "EACCES") return `This user may not listen on port ${port}. Set ${setting} to one above 1023.`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") return `This machine has no address ${host}. Set HOST to one that it has, such as 127.0.0.1 or 0.0.0.0.`;
  return `Latchkey can't listen on ${host}:${port} (${code}). Check HOST and ${setting}.`;
}
