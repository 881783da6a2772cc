import { ensureBuild } from "@/lib/server/build";
import { findChromium } from "./testing/chromium";
import { type Count, runCheck, runPlaywright, runVitest } from "./testing/run-layer";

const FAILED_ONCE: Count = { passed: 0, failed: 1 };

/** The layers, quickest first: what a cheap one finds needs no browser to be found. */
const LAYERS: Readonly<Record<string, (filters: readonly string[]) => Count | Promise<Count>>> = {
  check: runCheck,
  unit: (filters) => runVitest("unit", filters),
  db: (filters) => runVitest("db", filters),
  e2e: async (filters) => ((await built()) ? runVitest("e2e", filters) : FAILED_ONCE),
  browser: async (filters) => {
    const chromium = findChromium(console.log);
    return chromium !== null && (await built()) ? runPlaywright(chromium, filters) : FAILED_ONCE;
  },
};

async function built(): Promise<boolean> {
  try {
    await ensureBuild(console.log);
    return true;
  } catch (error) {
    console.error((error as Error).message);
    return false;
  }
}

/** A whole layer without any test has failed; with file names, the files may all be of the other layer. */
function judged(count: Count): Count {
  return filters.length === 0 && count.passed + count.failed === 0 ? FAILED_ONCE : count;
}

/** `npm test`, or one layer: `npm run test:db -- lib/payments`. The last line is the sum. */
const [layer, ...filters] = process.argv.slice(2);
const names = layer === undefined ? Object.keys(LAYERS) : layer === "e2e" ? ["e2e", "browser"] : [layer];
const total: Count = { passed: 0, failed: 0 };
const lines: string[] = [];
for (const name of names) {
  console.log(`\n── ${name} ──`);
  const run = LAYERS[name];
  if (!run) console.error(`There is no layer "${name}". There are ${Object.keys(LAYERS).join(", ")}.`);
  const count = run ? judged(await run(filters)) : FAILED_ONCE;
  total.passed += count.passed;
  total.failed += count.failed;
  lines.push(`${name.padEnd(8)} ${count.passed} passed, ${count.failed} failed`);
}
if (total.passed + total.failed === 0) {
  console.error("No test has one of these names.");
  total.failed = 1;
}
console.log(`\n${lines.join("\n")}\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
