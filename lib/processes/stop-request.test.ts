import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";

const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

/** A process that looks after its parent only some time after it began. */
const CODE = `
  import { onStopRequest } from "./lib/processes/stop-request";
  setInterval(() => undefined, 1_000);
  process.stdout.write("begun");
  setTimeout(() => onStopRequest((reason) => { process.stdout.write(reason); process.exit(0); }), 300);`;

it("a process whose launcher was killed while it was still starting ends all the same", async () => {
  const child = spawn(process.execPath, ["--import", tsx, "--input-type=module", "-e", CODE], { stdio: ["ignore", "pipe", "inherit", "ipc"] });
  let said = "";
  child.stdout?.on("data", (chunk) => {
    said += String(chunk);
    if (child.connected) child.disconnect();
  });
  expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(0);
  expect(said).toContain("the parent process is gone");
});
