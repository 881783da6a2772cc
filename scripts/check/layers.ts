/** What everything may import: it imports nothing above itself. */
const FLOOR = [
  "lib/db", "lib/env.ts", "lib/contract", "lib/id.ts", "lib/money.ts", "lib/clock.ts", "lib/errors.ts", "lib/log.ts", "lib/mask-secrets.ts", "lib/metrics.ts",
  "lib/drain.ts", "lib/secrets.ts", "lib/own-address.ts",
];
const LEAVES = ["lib/idempotency", "lib/processors", "lib/access", "lib/audit"];
const CLIENT = ["lib/contract", "lib/money.ts", "lib/queries", "components", "lib/simulator/faults.ts"];

/**
 * Who may import whom, by folder; the longest name that fits a file is its layer. What is not listed is forbidden.
 * A layer may always import itself.
 */
export const LAYERS: Readonly<Record<string, readonly string[]>> = {
  "lib/env.ts": [],
  "lib/id.ts": [],
  "lib/money.ts": [],
  "lib/clock.ts": [],
  "lib/errors.ts": ["lib/contract"],
  "lib/contract": ["lib/errors.ts", "lib/id.ts", "lib/money.ts", "lib/simulator/faults.ts"],
  "lib/mask-secrets.ts": ["lib/contract"],
  "lib/log.ts": ["lib/env.ts", "lib/mask-secrets.ts"],
  "lib/metrics.ts": [],
  "lib/drain.ts": [],
  "lib/secrets.ts": ["lib/env.ts"],
  "lib/own-address.ts": ["lib/env.ts"],
  "lib/db": ["lib/env.ts", "lib/id.ts", "lib/clock.ts", "lib/errors.ts", "lib/secrets.ts", "lib/metrics.ts"],
  "lib/idempotency": FLOOR,
  "lib/processors": FLOOR,
  "lib/access": FLOOR,
  "lib/audit": FLOOR,
  "lib/attempts": [...FLOOR, "lib/idempotency", "lib/processors"],
  "lib/operators": [...FLOOR, "lib/access", "lib/audit"],
  "lib/merchants": [...FLOOR, "lib/access", "lib/audit", "lib/processors", "lib/operators"],
  "lib/payments": [...FLOOR, ...LEAVES, "lib/attempts", "lib/simulator/faults.ts"],
  "lib/reconciliation": [...FLOOR, ...LEAVES, "lib/attempts", "lib/payments"],
  "lib/processes": FLOOR,
  "lib/http": [...FLOOR, ...LEAVES, "lib/attempts", "lib/payments", "lib/reconciliation", "lib/merchants", "lib/processes", "lib/simulator/faults.ts"],
  "lib/worker": [...FLOOR, ...LEAVES, "lib/attempts", "lib/payments", "lib/reconciliation", "lib/processes", "lib/http", "lib/server"],
  "lib/server": [...FLOOR, "lib/access", "lib/idempotency", "lib/http", "lib/processes"],
  "lib/launcher": [...FLOOR, "lib/merchants", "lib/processes", "lib/server"],
  "lib/cli": [...FLOOR, ...LEAVES, "lib/operators", "lib/merchants", "lib/payments", "lib/reconciliation", "lib/processes", "lib/launcher"],
  // A product of its own: it shares nothing with what it is the other side of.
  "lib/simulator": ["lib/env.ts", "lib/id.ts", "lib/clock.ts", "lib/simulator/faults.ts"],
  "lib/simulator/faults.ts": [],
  "lib/queries": ["lib/contract"],
  components: CLIENT,
  app: [...CLIENT, "lib/clock.ts", "lib/env.ts", "lib/errors.ts", "lib/id.ts", "lib/access", "lib/http", "lib/payments", "lib/reconciliation"],
  "app/api": ["lib/http", "lib/contract", "lib/id.ts", "lib/payments", "lib/reconciliation"],
};

/** Files that run in a browser: from the contract they take types and constants, never a schema. */
export const CLIENT_LAYERS = ["components", "lib/queries"];

export function layerOf(path: string): string | null {
  const fitting = Object.keys(LAYERS).filter((layer) => path === layer || path.startsWith(`${layer}/`));
  return fitting.sort((a, b) => b.length - a.length)[0] ?? null;
}
