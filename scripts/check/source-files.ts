import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

export type SourceFile = { path: string; text: string };

/** Every file of the project that git knows or would add, and that is there. */
export function projectFiles(pattern: RegExp): SourceFile[] {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { encoding: "utf8", maxBuffer: 50_000_000 });
  return listed.split("\n").filter((path) => pattern.test(path)).flatMap((path) => {
    try {
      return [{ path, text: readFileSync(path, "utf8") }];
    } catch {
      // Deleted, and not committed yet.
      return [];
    }
  });
}

/** A check that read nothing has found nothing: that is a failure, not a success. */
export function requireFiles(files: readonly SourceFile[], what: string): void {
  if (files.length === 0) throw new Error(`${what}: no files were read, so nothing was checked`);
}
