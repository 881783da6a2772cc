import { spawnSync } from "node:child_process";
import { checkImports } from "./check/imports";
import { checkLockfile } from "./check/lockfile";
import { checkSql } from "./check/sql";
import { checkStyle } from "./check/style";

type Step = { name: string; run: () => string[] | Promise<string[]> };

/** A tool of node_modules; its output is the list of problems. */
function tool(name: string, file: string, args: readonly string[]): Step {
  return {
    name,
    run: () => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], { encoding: "utf8", maxBuffer: 50_000_000 });
      return status === 0 ? [] : [`${stdout}${stderr}`.trim() || `${name} ended with ${status}`];
    },
  };
}

const STEPS: readonly Step[] = [
  tool("types", "node_modules/typescript/bin/tsc", ["--noEmit", "-p", "tsconfig.json"]),
  tool("biome", "node_modules/@biomejs/biome/bin/biome", ["lint", "--error-on-warnings", "--max-diagnostics=200"]),
  tool("dead-code", "node_modules/knip/bin/knip.js", ["--no-progress", "--no-config-hints"]),
  { name: "imports", run: checkImports },
  { name: "style", run: checkStyle },
  { name: "sql", run: checkSql },
  { name: "lockfile", run: checkLockfile },
];

/** `npm run check [-- step …]`: everything that needs no database. The last line counts. */
const wanted = process.argv.slice(2);
let failed = 0;
let passed = 0;
for (const step of STEPS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const problems = await step.run();
  if (problems.length === 0) passed += 1;
  else failed += 1;
  console.log(problems.length === 0 ? `✔ ${step.name}` : `✘ ${step.name}\n  ${problems.join("\n  ")}`);
}
console.log(`checks: ${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
