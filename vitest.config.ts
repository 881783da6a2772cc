import path from "node:path";
import { defineConfig } from "vitest/config";

const shared = {
  environment: "node",
  // A file has its own process: settings, the pool and the clock are kept per process.
  pool: "forks",
} as const;
/** Two cores are the smallest machine that the tests are meant for. */
const WORKERS_MAX = 2;

export default defineConfig({
  resolve: { alias: { "@": path.resolve(import.meta.dirname) } },
  test: {
    maxWorkers: WORKERS_MAX,
    projects: [
      {
        extends: true,
        test: { ...shared, name: "unit", include: ["{app,components,lib,scripts}/**/*.test.{ts,tsx}"], exclude: ["**/*.db.test.ts"], testTimeout: 20_000 },
      },
      {
        extends: true,
        test: {
          ...shared, name: "db", include: ["{app,components,lib,scripts}/**/*.db.test.ts"],
          globalSetup: ["lib/db/testing/vitest-cluster.ts"], testTimeout: 60_000, hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          ...shared, name: "e2e", include: ["e2e/**/*.test.ts"], globalSetup: ["lib/db/testing/vitest-cluster.ts"],
          // A rule with waiting in it (proof of absence, a lease that runs out) takes its seconds; so does a stop in order.
          testTimeout: 90_000, hookTimeout: 120_000,
          // Tests that mostly wait wait together; more at once would make two cores the thing that is tested.
          maxConcurrency: 10,
        },
      },
    ],
  },
});
