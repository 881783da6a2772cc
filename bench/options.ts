import { parseArgs } from "node:util";

export const USAGE = `npm run bench [-- options]   compares Latchkey with its floor and with other ways to build it, on this machine

  --json           prints the figures as JSON
  --rounds N       rounds, each with every contestant once (3); the table shows medians
  --seconds N      of each measurement (5)
  --payments N     payments in the table whose list is timed (2000000)
  --only PART      one of: throughput, latency, in-flight, list (may be given several times)

It needs pgbench for the floor (Debian and Ubuntu: apt-get install postgresql-contrib or postgresql; macOS: brew install
postgresql@18), about 3 GB of disk, and, for the peers, npm's registry the first time. Everything runs on this machine.`;

export const PARTS = ["throughput", "latency", "in-flight", "list"] as const;
export type Part = (typeof PARTS)[number];
export type Options = { json: boolean; rounds: number; seconds: number; payments: number; parts: readonly Part[] };

/** Reads the command line; null where it can't be understood or asks for help. */
export function readOptions(args: readonly string[]): Options | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        json: { type: "boolean", default: false }, rounds: { type: "string", default: "3" }, seconds: { type: "string", default: "5" },
        payments: { type: "string", default: "2000000" }, only: { type: "string", multiple: true, default: [] }, help: { type: "boolean", default: false },
      },
    });
    const [rounds, seconds, payments] = [values.rounds, values.seconds, values.payments].map(Number) as [number, number, number];
    const wanted = PARTS.filter((part) => values.only.includes(part));
    const isSane = [rounds, seconds, payments].every((value) => Number.isInteger(value) && value > 0) && wanted.length === new Set(values.only).size;
    return isSane && !values.help ? { json: values.json, rounds, seconds, payments, parts: wanted.length > 0 ? wanted : PARTS } : null;
  } catch {
    return null;
  }
}
