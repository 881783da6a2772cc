import { readFileSync } from "node:fs";

type Entry = { optionalDependencies?: Record<string, string> };

/**
 * npm drops packages of other platforms from the lockfile where it installs over an existing folder, and from then on
 * refuses `npm ci` on every machine: each optional dependency has its entry.
 */
export function checkLockfile(): string[] {
  const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as { packages: Record<string, Entry> };
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => packages[`node_modules/${name}`] === undefined && packages[`${path}/node_modules/${name}`] === undefined)
      .map((name) => `package-lock.json: ${name} is an optional dependency of ${path} and has no entry`));
}
