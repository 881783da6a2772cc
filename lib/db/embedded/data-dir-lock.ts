import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openDataDir } from "./places";

/** Who holds a data folder: a launcher for as long as it runs, or one command that started the database for itself. */
export type Holder = {
  kind: "launcher" | "command";
  pid: number;
  /** Settings that commands on the same folder take over where they have none of their own. */
  settings?: Readonly<Record<string, string>>;
};
export type DataDirLock = { release(): Promise<void> };

/** A holder says who it is in one short line; what answers nothing in a second holds nothing. */
const ANSWER_MS = 1_000;
const ANSWER_BYTES_MAX = 4_000;
/** A command holds the folder for seconds. */
const LOOK_EVERY_MS = 200;

/**
 * Takes the data folder for this process, or tells who holds it. The lock is a listening socket: the kernel drops it
 * with the process, however that ends, so there is no stale lock to judge by a process id that may be in use again.
 */
export async function takeDataDir(dataDir: string, self: Holder): Promise<DataDirLock | Holder> {
  const address = addressOf(openDataDir(dataDir));
  // Two tries: a socket file whose owner is gone (macOS) is removed once.
  for (let tries = 1; ; tries += 1) {
    const server = await listen(address, self);
    if (server) return { release: () => new Promise((resolve) => server.close(() => resolve())) };
    const holder = await askHolder(address);
    if (holder) return holder;
    if (tries >= 2) return { kind: "command", pid: 0 };
    if (!address.startsWith("\0")) rmSync(address, { force: true });
  }
}

/** Waits for a command to let go of the folder; a launcher is not waited for. */
export async function takeDataDirWhenFree(dataDir: string, self: Holder, limitMs: number): Promise<DataDirLock | Holder> {
  for (let waitedMs = 0; ; waitedMs += LOOK_EVERY_MS) {
    const taken = await takeDataDir(dataDir, self);
    if ("release" in taken || taken.kind === "launcher" || waitedMs >= limitMs) return taken;
    await sleep(LOOK_EVERY_MS);
  }
}

/** Linux has names for sockets that are no files and vanish with their owner; elsewhere it is a file in the folder. */
function addressOf(realDir: string): string {
  if (process.platform !== "linux") return path.join(realDir, "lock.sock");
  return `\0latchkey-${process.getuid?.() ?? 0}-${createHash("sha256").update(realDir).digest("hex").slice(0, 24)}`;
}

function listen(address: string, self: Holder): Promise<net.Server | null> {
  return new Promise((resolve, reject) => {
    const server = net.createServer((socket) => {
      socket.on("error", () => undefined);
      socket.end(`${JSON.stringify(self)}\n`);
    });
    server.once("error", (error: NodeJS.ErrnoException) => (error.code === "EADDRINUSE" ? resolve(null) : reject(error)));
    // The lock alone keeps no process alive.
    server.listen(address, () => resolve(server.unref()));
  });
}

function askHolder(address: string): Promise<Holder | null> {
  return new Promise((resolve) => {
    let text = "";
    const socket = net.connect(address);
    socket.setTimeout(ANSWER_MS, () => socket.destroy());
    socket.on("data", (chunk) => {
      text += chunk.toString();
      if (text.length > ANSWER_BYTES_MAX) socket.destroy();
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(parseHolder(text)));
  });
}

function parseHolder(text: string): Holder | null {
  try {
    const { kind, pid, settings } = JSON.parse(text) as Partial<Holder>;
    return (kind === "launcher" || kind === "command") && typeof pid === "number" ? { kind, pid, settings } : null;
  } catch {
    return null;
  }
}
