import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export type Count = { passed: number; failed: number };

type Environment = Readonly<Record<string, string>>;

/** Runs a tool with its own output on screen, and hands back its exit code. */
function show(args: readonly string[], environment: Environment = {}): number {
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit", env: { ...process.env, NODE_ENV: "test", ...environment } });
  return status ?? 1;
}

/** A layer that ended badly without a failed test has failed all the same. */
function judged(count: Count, status: number): Count {
  return status !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
}

function inReport(work: (file: string) => { status: number; count: (report: string) => Count }): Count {
  const directory = mkdtempSync(path.join(tmpdir(), "latchkey-report-"));
  const file = path.join(directory, "report.json");
  try {
    const { status, count } = work(file);
    let counted = { passed: 0, failed: 0 };
    try {
      counted = count(readFileSync(file, "utf8"));
    } catch {
      // No report: it did not get that far.
    }
    return judged(counted, status);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

export function runVitest(project: string, filters: readonly string[]): Count {
  return inReport((file) => ({
    status: show(["node_modules/vitest/vitest.mjs", "run", "--project", project, "--reporter=default", "--reporter=json", `--outputFile.json=${file}`, ...(filters.length > 0 ? ["--passWithNoTests"] : []), ...filters]),
    count: (report) => {
      const { numPassedTests, numFailedTests } = JSON.parse(report) as { numPassedTests: number; numFailedTests: number };
      return { passed: numPassedTests, failed: numFailedTests };
    },
  }));
}

export function runPlaywright(chromium: string, filters: readonly string[]): Count {
  return inReport((file) => ({
    status: show(["node_modules/@playwright/test/cli.js", "test", "--reporter=list,json", ...(filters.length > 0 ? ["--pass-with-no-tests"] : []), ...filters], { PLAYWRIGHT_JSON_OUTPUT_NAME: file, LATCHKEY_CHROMIUM: chromium }),
    count: (report) => {
      const { stats } = JSON.parse(report) as { stats: { expected: number; unexpected: number; flaky: number } };
      // A test that passed at the second try has failed once.
      return { passed: stats.expected, failed: stats.unexpected + stats.flaky };
    },
  }));
}

export function runCheck(): Count {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...process.execArgv, "scripts/check.ts"], { encoding: "utf8", maxBuffer: 50_000_000 });
  process.stdout.write(stdout + stderr);
  const [, passed = "0", failed = "0"] = /checks: (\d+) passed, (\d+) failed/.exec(stdout) ?? [];
  return judged({ passed: Number(passed), failed: Number(failed) }, status ?? 1);
}
