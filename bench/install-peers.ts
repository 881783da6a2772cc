import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { environmentFor } from "@/lib/env";

const DIRECTORY = path.resolve("bench");
/** Some forty packages, one of them a server of 100 MB. */
const LIMIT_MS = 600_000;

/** The peers' packages as bench/package-lock.json has them, in bench/ alone. Returns why not, or null. */
export function installPeers(say: (line: string) => void): string | null {
  if (isInstalled()) return null;
  say("installing the peers in bench/ (npm ci)");
  const environment = environmentFor({ SCARF_ANALYTICS: "false" });
  const cli = environment.npm_execpath;
  const [command, ...first] = cli?.endsWith(".js") ? [process.execPath, cli] : ["npm"];
  // No package of these needs its install script.
  const result = spawnSync(command ?? "npm", [...first, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: DIRECTORY, env: environment, encoding: "utf8", timeout: LIMIT_MS,
  });
  return result.status === 0 ? null : `the peers can't be installed: ${`${result.stderr ?? ""}${result.error?.message ?? ""}`.trim().split("\n")[0]}`;
}

function isInstalled(): boolean {
  try {
    const wanted = JSON.parse(readFileSync(path.join(DIRECTORY, "package-lock.json"), "utf8")).packages as Record<string, { version?: string; optional?: boolean }>;
    const found = JSON.parse(readFileSync(path.join(DIRECTORY, "node_modules", ".package-lock.json"), "utf8")).packages as Record<string, { version?: string }>;
    return Object.entries(wanted).every(([name, entry]) => name === "" || found[name]?.version === entry.version || (entry.optional && !found[name]));
  } catch {
    return false;
  }
}
