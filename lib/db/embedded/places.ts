import { createHash } from "node:crypto";
import { chmodSync, chownSync, cpSync, existsSync, lstatSync, mkdirSync, realpathSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { SettingsError } from "@/lib/env";
import { findBinaries } from "./binaries";
import { type Identity, isReachableByOthers, isWritable } from "./run-as";

/** Where one embedded cluster lives: its programs, its data, its socket and its log. */
export type Places = { programs: string; data: string; socket: string; log: string };

/** Where root puts what "nobody" must reach when the checkout is closed to others (under a 0700 /root, say). */
const OPEN_DIR = "/var/lib/latchkey";
/** A socket's whole path has 103 bytes on macOS, of which PostgreSQL's own name (.s.PGSQL.5432) takes 15. */
const SOCKET_DIR_BYTES_MAX = 88;

/** Makes the data folder, or says in a sentence why it can't be used. */
export function openDataDir(dataDir: string): string {
  try {
    makeFolder(path.resolve(dataDir));
  } catch (error) {
    throw new SettingsError(`The data folder ${path.resolve(dataDir)} can't be made: ${reasonOf(error)} Set LATCHKEY_DATA_DIR to a folder that this user may write to.`);
  }
  const real = realpathSync(dataDir);
  if (!isWritable(real)) {
    throw new SettingsError(`The data folder ${real} can't be written to by this user. Change its owner, or set LATCHKEY_DATA_DIR to another folder.`);
  }
  return real;
}

/** Folder by folder: Node's own `recursive` never returns under /proc, where a folder can neither be made nor found. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  if (path.dirname(folder) !== folder) makeFolder(path.dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process may have made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** Chooses and prepares the folders of the cluster under this data folder. */
export function choosePlaces(dataDir: string, identity: Identity): Places {
  const root = openDataDir(dataDir);
  const programs = findBinaries();
  const places = { programs, data: path.join(root, "postgres"), log: path.join(root, "postgres.log"), socket: socketDir(root) };
  if (identity.kind === "nobody") return placesForNobody(places, root, identity);
  privateDir(places.socket);
  return places;
}

/** "nobody" gets copies and a data folder of its own where it can reach them; ours becomes a link to that folder. */
function placesForNobody(wanted: Places, root: string, identity: { uid: number; gid: number }): Places {
  mkdirSync(OPEN_DIR, { recursive: true, mode: 0o755 });
  let { programs, data } = wanted;
  if (!isReachableByOthers(path.join(programs, "bin"))) programs = copyPrograms(programs);
  if (!existsSync(data) && !isReachableByOthers(root)) {
    const open = path.join(OPEN_DIR, `data-${nameOf(root)}`);
    mkdirSync(open, { recursive: true, mode: 0o700 });
    symlinkSync(open, data);
  }
  mkdirSync(data, { recursive: true, mode: 0o700 });
  data = realpathSync(data);
  const socket = path.join(OPEN_DIR, `run-${nameOf(root)}`);
  privateDir(socket);
  for (const directory of [data, socket]) chownSync(directory, identity.uid, identity.gid);
  return { ...wanted, programs, data, socket };
}

function copyPrograms(from: string): string {
  const to = path.join(OPEN_DIR, `programs-${nameOf(from)}`);
  if (existsSync(to)) return to;
  const half = `${to}.${process.pid}`;
  cpSync(from, half, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(half, to);
  } catch {
    // Another process finished the same copy first.
    rmSync(half, { recursive: true, force: true });
  }
  return to;
}

function socketDir(root: string): string {
  const inside = path.join(root, "run");
  if (Buffer.byteLength(inside) <= SOCKET_DIR_BYTES_MAX) return inside;
  return path.join(realpathSync(tmpdir()), `latchkey-${process.getuid?.() ?? 0}-${nameOf(root)}`);
}

/** A folder that only its owner may enter: whoever reaches the socket is trusted by the database. */
function privateDir(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const found = lstatSync(directory);
  if (!found.isDirectory()) throw new SettingsError(`${directory} is no folder: remove it.`);
  if (process.getuid?.() !== 0 && found.uid !== process.getuid?.()) {
    throw new SettingsError(`The folder ${directory} for the database's socket belongs to somebody else: remove it, or choose a shorter LATCHKEY_DATA_DIR.`);
  }
  chmodSync(directory, 0o700);
}

/** Short and the same for the same path. */
function nameOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

/** Why the file system refused, in words. */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const known: Readonly<Record<string, string>> = {
    EACCES: "no permission.", EPERM: "no permission.", EROFS: "the file system is read-only.",
    ENOENT: "this file system takes no folders there.", ENOSPC: "the disk is full.", EDQUOT: "the disk quota is used up.", ENOTDIR: "a part of the path is a file.", EEXIST: "there is a file of that name.",
  };
  return known[code] ?? `${(error as Error).message}.`;
}
