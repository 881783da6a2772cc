/**
 * Makes a checkout ready to run: packages as the lockfile has them, and Prisma's client. Plain Node 20 without
 * packages, for it runs before there are any. Does nothing, in milliseconds, where everything is in place.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const NODE_MAJOR_MIN = 20;
/** tsx, Prisma and Vitest need it; the npm package `node` brings 24 where the machine's own is older. */
const NODE_WANTED = [22, 19];
const BUNDLED_NODE = path.join(ROOT, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
const INSTALL_STAMP = path.join(ROOT, "node_modules", ".latchkey-installed");
const CLIENT_DIR = path.join(ROOT, "lib", "db", "generated");
const CLIENT_STAMP = path.join(CLIENT_DIR, ".made-from");
/** A clean install of some 650 packages takes about a minute; ten are a network that hangs. */
const INSTALL_LIMIT_MS = 600_000;

/** Ends the process with a sentence instead of a stack. */
export class BootstrapError extends Error {}

/** Brings everything in place. Throws BootstrapError with a sentence on what to do. */
export function bootstrap() {
  if (Number(process.versions.node.split(".")[0]) < NODE_MAJOR_MIN) {
    throw new BootstrapError(`Latchkey needs Node ${NODE_MAJOR_MIN} or later, and this is ${process.version}. Install a newer one from https://nodejs.org and start again.`);
  }
  const lockHash = hashOf([path.join(ROOT, "package-lock.json")]);
  if (read(INSTALL_STAMP) !== lockHash) alone(() => install(lockHash));
  const schemaFiles = readdirSync(path.join(ROOT, "prisma")).filter((name) => name.endsWith(".prisma")).sort();
  const schemaHash = hashOf([...schemaFiles.map((name) => path.join(ROOT, "prisma", name)), path.join(ROOT, "package-lock.json")]);
  if (read(CLIENT_STAMP) !== schemaHash) alone(() => generateClient(schemaHash));
}

/** The Node to run everything else with: this one, or the bundled one where this is too old. */
export function findNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > NODE_WANTED[0] || (major === NODE_WANTED[0] && minor >= NODE_WANTED[1])) return process.execPath;
  if (existsSync(BUNDLED_NODE)) return BUNDLED_NODE;
  throw new BootstrapError(
    `This is Node ${process.version}, and Latchkey runs on ${NODE_WANTED.join(".")} or later. The one that comes with the package "node" was not installed: ` +
      "remove node_modules and start again, or install a newer Node from https://nodejs.org.",
  );
}

function install(lockHash) {
  if (read(INSTALL_STAMP) === lockHash) return;
  if (!holdsWhatTheLockfileSays()) {
    console.log("Installing packages (about a minute) …");
    const { command, args } = npm();
    const result = spawnSync(command, [...args, "ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: ROOT, stdio: ["ignore", "pipe", "pipe"], encoding: "utf8", timeout: INSTALL_LIMIT_MS, maxBuffer: 50_000_000,
    });
    if (result.status !== 0) throw new BootstrapError(explain(`${result.stdout ?? ""}${result.stderr ?? ""}${result.error?.message ?? ""}`));
  }
  write(INSTALL_STAMP, lockHash);
}

/** After `npm install` by hand there is nothing to do: npm keeps a list of what it put into node_modules. */
function holdsWhatTheLockfileSays() {
  try {
    const wanted = JSON.parse(readFileSync(path.join(ROOT, "package-lock.json"), "utf8")).packages;
    const installed = JSON.parse(readFileSync(path.join(ROOT, "node_modules", ".package-lock.json"), "utf8")).packages;
    // Optional packages are for other platforms as well.
    return Object.entries(wanted).every(([name, entry]) => name === "" || entry.link || installed[name]?.version === entry.version || (entry.optional && !installed[name]));
  } catch {
    return false;
  }
}

function npm() {
  const cli = process.env.npm_execpath;
  return cli?.endsWith(".js") ? { command: process.execPath, args: [cli] } : { command: process.platform === "win32" ? "npm.cmd" : "npm", args: [] };
}

function explain(output) {
  if (/ENOSPC|no space left/i.test(output)) return `Packages can't be installed: the disk that holds ${ROOT} is full. Make room and start again.`;
  if (/EACCES|EPERM|EROFS|permission denied|read-only file system/i.test(output)) return `Packages can't be installed: this user may not write to ${ROOT}. Change its owner, or start as the user who owns it.`;
  if (/ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|network/i.test(output)) {
    return "Packages can't be installed: npm's registry can't be reached. Check the network (and `npm config get registry`, `npm config get proxy`), then start again.";
  }
  if (/ENOENT/.test(output) && !output.includes("npm")) return "Packages can't be installed: npm was not found. Install Node together with npm from https://nodejs.org.";
  if (/EUSAGE/.test(output)) return `Packages can't be installed: package.json and package-lock.json say different things. Run npm install, which mends the lockfile, and start again.\n${output.trim().split("\n").filter((line) => /Missing|Invalid/.test(line)).slice(0, 12).join("\n")}`;
  return `Packages can't be installed. npm said:\n${output.trim().split("\n").slice(-12).join("\n")}`;
}

/** `prisma generate` looks for an engine that it does not use; any program in its place keeps it from downloading one. */
function generateClient(schemaHash) {
  if (read(CLIENT_STAMP) === schemaHash) return;
  const result = spawnSync(findNode(), [path.join(ROOT, "node_modules", "prisma", "build", "index.js"), "generate", "--schema", "prisma"], {
    cwd: ROOT, stdio: ["ignore", "pipe", "pipe"], encoding: "utf8", timeout: INSTALL_LIMIT_MS,
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: "1", PRISMA_HIDE_UPDATE_MESSAGE: "1" },
  });
  if (result.status !== 0) throw new BootstrapError(`Prisma's client could not be made from prisma/*.prisma:\n${result.stdout}${result.stderr}`);
  write(CLIENT_STAMP, schemaHash);
}

/** Several processes may be started at once: one installs, the others wait. A folder is made by one alone. */
function alone(work) {
  const lock = path.join(tmpdir(), `latchkey-bootstrap-${hashOf([], ROOT).slice(0, 12)}`);
  for (let waitedMs = 0; ; waitedMs += 200) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== "EEXIST") return work();
      const ageMs = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (ageMs > INSTALL_LIMIT_MS || waitedMs > INSTALL_LIMIT_MS) rmSync(lock, { recursive: true, force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
  const release = () => rmSync(lock, { recursive: true, force: true });
  // Ctrl-C during an install ends this process; the next start must not wait for it.
  process.once("exit", release);
  try {
    work();
  } finally {
    release();
    process.removeListener("exit", release);
  }
}

function hashOf(files, text = "") {
  const hash = createHash("sha256").update(text);
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest("hex");
}

function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

function write(file, text) {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new BootstrapError(`${file} can't be written (${error.code}): this user may not write to the folder of Latchkey, or its disk is full.`);
  }
}
