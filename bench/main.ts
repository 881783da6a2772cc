import { startLoad } from "./child";
import { measureInFlight } from "./in-flight";
import { installPeers } from "./install-peers";
import { measureLatency } from "./latency";
import { measureLists } from "./lists";
import { describeMachine, loadNow } from "./machine";
import { type Options, type Part, readOptions, USAGE } from "./options";
import { type Figures, tableOf, targetsOf } from "./report";
import { openStage } from "./stage";
import { measureThroughput } from "./throughput";

/** `npm run bench`: measures on this machine and prints one table; what it is doing goes to stderr. */
async function bench(options: Options): Promise<void> {
  const say = (line: string) => console.error(`· ${line}`);
  const machine = describeMachine();
  const loadBefore = loadNow();
  const trouble = options.parts.includes("throughput") ? installPeers(say) : null;
  if (trouble) say(trouble);
  const stage = await openStage();
  try {
    const load = await startLoad();
    const part = async <T>(name: Part, measure: () => Promise<T>): Promise<T | null> => (options.parts.includes(name) ? measure() : null);
    const figures: Figures = {
      throughput: await part("throughput", () => measureThroughput(stage, load, options, say)),
      latency: await part("latency", () => measureLatency(stage, load, options, say)),
      inFlight: await part("in-flight", () => measureInFlight(stage, load, say)),
      lists: await part("list", () => measureLists(stage, options, say)),
    };
    await load.stop();
    const ending = { machine, load: { before: loadBefore, after: loadNow() } };
    if (options.json) console.log(JSON.stringify({ ...ending, ...figures, targets: targetsOf(figures) }, null, 2));
    else {
      const { cpu, cores, memoryGib, system, node, date } = machine;
      console.log(`${tableOf(figures)}\n\n${cores} cores (${cpu}), ${memoryGib} GiB, ${system}, Node ${node}, ${date}; load ${loadBefore} before, ${loadNow()} after.`);
    }
  } finally {
    await stage.close();
  }
}

const options = readOptions(process.argv.slice(2));
if (options) await bench(options);
else {
  console.error(USAGE);
  process.exitCode = 2;
}
