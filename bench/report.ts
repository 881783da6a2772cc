import type { InFlight } from "./in-flight";
import type { Latency } from "./latency";
import type { Lists } from "./lists";
import { CLIENTS, DUPLICATES, FLOOR, OURS, type Row } from "./throughput";

export type Figures = { throughput: readonly Row[] | null; latency: Latency | null; inFlight: InFlight | null; lists: Lists | null };
/** One promise: what was wanted, what was found; null where it could not be measured. */
export type Target = { name: string; wanted: string; found: number | null; unit: string; met: boolean | null };

const HANDWRITTEN = "hand-written node:http + pg";

/** The promises of the README, held against the figures. */
export function targetsOf({ throughput, latency, inFlight, lists }: Figures): Target[] {
  const targets: Target[] = [];
  if (throughput) targets.push(...ratioTargets(throughput));
  if (latency) targets.push(atMost("one connection: on top of the processor's own time", latency.onTopMs, 3, "ms"));
  if (inFlight) {
    targets.push(atMost("2,000 in flight: database connections held", inFlight.connectionsHeld, 0, ""));
    targets.push(atMost("2,000 in flight: memory of the web process", inFlight.rssMib, 300, "MiB"));
  }
  if (lists) {
    targets.push(atMost(`list of ${lists.payments.toLocaleString("en")} payments, API, p95`, lists.apiP95Ms, 50, "ms"));
    targets.push(atMost(`list of ${lists.payments.toLocaleString("en")} payments, operators, p95`, lists.operatorP95Ms, 50, "ms"));
  }
  return targets;
}

function ratioTargets(rows: readonly Row[]): Target[] {
  const rate = (name: string, clients: number) => rows.find((row) => row.name === name)?.perSecond[clients] ?? null;
  const ratio = (name: string, of: string, clients: number, wanted: number, what: string): Target => {
    const [ours, theirs] = [rate(name, clients), rate(of, clients)];
    const found = ours === null || theirs === null ? null : ours / theirs;
    return { name: `${what}, ${clients} clients`, wanted: `≥ ${wanted}`, found, unit: "×", met: found === null ? null : found >= wanted };
  };
  return [
    ratio(OURS, FLOOR, 64, 1, "of the floor"), ratio(OURS, FLOOR, 16, 0.6, "of the floor"),
    ratio(OURS, HANDWRITTEN, 64, 1.5, "of the hand-written peer"), ratio(OURS, HANDWRITTEN, 16, 1, "of the hand-written peer"),
    ...CLIENTS.flatMap((clients) => [ratio(OURS, "DBOS", clients, 5, "of DBOS"), ratio(OURS, "Restate", clients, 5, "of Restate")]),
    ...CLIENTS.map((clients) => ratio(DUPLICATES, OURS, clients, 1.5, "duplicates, of creates")),
  ];
}

function atMost(name: string, found: number, wanted: number, unit: string): Target {
  return { name, wanted: `≤ ${wanted}`, found, unit, met: found <= wanted };
}

/** Markdown, so that it can stand in the README as it is printed. */
export function tableOf(figures: Figures): string {
  return [...(figures.throughput ? [throughputTable(figures.throughput), ""] : []), targetTable(targetsOf(figures))].join("\n");
}

function throughputTable(rows: readonly Row[]): string {
  const floor = rows.find((row) => row.name === FLOOR);
  const cell = (row: Row, clients: number) => (row.missing === null ? Math.round(row.perSecond[clients] ?? Number.NaN).toLocaleString("en") : "–");
  const share = (row: Row, clients: number) => {
    const ratio = (row.perSecond[clients] ?? Number.NaN) / (floor?.perSecond[clients] ?? Number.NaN);
    return Number.isFinite(ratio) ? ratio.toFixed(2) : "–";
  };
  const lines = rows.map((row) => {
    const name = row.missing === null ? row.name : `${row.name} (not measured: ${row.missing})`;
    return `| ${[name, ...CLIENTS.flatMap((clients) => [cell(row, clients), share(row, clients)])].join(" | ")} |`;
  });
  const heads = CLIENTS.flatMap((clients) => [`${clients} clients, a second`, "× floor"]);
  return [`| Payments | ${heads.join(" | ")} |`, `|---|${heads.map(() => "--:|").join("")}`, ...lines].join("\n");
}

function targetTable(targets: readonly Target[]): string {
  const lines = targets.map(({ name, wanted, found, unit, met }) => {
    const value = found === null ? "–" : `${Number.isInteger(found) ? found : found.toFixed(2)} ${unit}`.trim();
    return `| ${name} | ${`${wanted} ${unit}`.trim()} | ${value} | ${met === null ? "not measured" : met ? "met" : "**missed**"} |`;
  });
  return ["| Target | wanted | found | |", "|---|--:|--:|---|", ...lines].join("\n");
}
