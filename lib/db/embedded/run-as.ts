import { type ChildProcess, type StdioOptions, spawn, spawnSync } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";

/**
 * As whom PostgreSQL runs. It refuses root, so root maps itself to another id inside a user namespace (the files
 * stay root's), or, where namespaces are forbidden, hands over to the existing user "nobody".
 */
export type Identity = { kind: "self" } | { kind: "mapped" } | { kind: "nobody"; uid: number; gid: number };

/** The id that every Linux reserves for nobody and nogroup. */
const NOBODY_ID = 65_534;
const MAP_ARGUMENTS = ["--user", `--map-user=${NOBODY_ID}`, `--map-group=${NOBODY_ID}`];

/** Finds out once how this process may run PostgreSQL. */
export function findIdentity(): Identity {
  if (process.getuid?.() !== 0) return { kind: "self" };
  // 5 s: a healthy unshare answers in milliseconds.
  const mapped = spawnSync("unshare", [...MAP_ARGUMENTS, "true"], { timeout: 5_000, stdio: "ignore" });
  return mapped.status === 0 ? { kind: "mapped" } : { kind: "nobody", uid: NOBODY_ID, gid: NOBODY_ID };
}

/**
 * Starts a program of PostgreSQL under that identity, in a session of its own: Ctrl-C in a terminal reaches a whole
 * process group, and the database must outlive the processes that still write to it.
 */
export function spawnAs(identity: Identity, program: string, args: readonly string[], stdio: StdioOptions): ChildProcess {
  const options = { stdio, detached: true, cwd: "/", env: { NODE_ENV: "production" as const, PATH: "/usr/local/bin:/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" } };
  if (identity.kind === "mapped") return spawn("unshare", [...MAP_ARGUMENTS, program, ...args], options);
  if (identity.kind === "nobody") return spawn(program, args, { ...options, uid: identity.uid, gid: identity.gid });
  return spawn(program, args, options);
}

/** True where a stranger may walk down to this folder and read in it. */
export function isReachableByOthers(directory: string): boolean {
  for (let at = path.resolve(directory); ; at = path.dirname(at)) {
    // The execute bit for others lets them pass through a folder.
    if ((statSync(at).mode & 0o001) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}

/** True where this process may write into the folder. */
export function isWritable(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
