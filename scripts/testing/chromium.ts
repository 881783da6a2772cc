import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "playwright";

/** Where systems put it. */
const INSTALLED = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];
/** 150 MB over a slow line; a registry that can't be reached says so much earlier. */
const DOWNLOAD_LIMIT_MS = 300_000;
const APT_LIMIT_MS = 600_000;

/** The path of a Chromium to test with, installed where there is none. Null, with a sentence said, where that failed. */
export function findChromium(say: (sentence: string) => void): string | null {
  const chosen = process.env.LATCHKEY_CHROMIUM;
  const there = [...(chosen ? [chosen] : []), chromium.executablePath(), ...INSTALLED].find((path) => existsSync(path));
  if (there !== undefined) return there;
  say("There is no Chromium; downloading Playwright's …");
  if (run(process.execPath, ["node_modules/playwright/cli.js", "install", "chromium"], DOWNLOAD_LIMIT_MS) && existsSync(chromium.executablePath())) return chromium.executablePath();
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    say("The download failed; installing the system's Chromium by apt …");
    run("apt-get", ["update"], APT_LIMIT_MS);
    run("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], APT_LIMIT_MS);
  }
  const installed = INSTALLED.find((path) => existsSync(path));
  if (installed !== undefined) return installed;
  say("The browser tests need Chromium, which could not be installed. Run `npx playwright install chromium`, or `apt-get install chromium` as root, and test again.");
  return null;
}

function run(command: string, args: readonly string[], limitMs: number): boolean {
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return spawnSync(command, args, { stdio: "ignore", timeout: limitMs, env: environment }).status === 0;
}
