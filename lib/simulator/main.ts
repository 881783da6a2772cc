import { mkdirSync } from "node:fs";
import path from "node:path";
import { env } from "@/lib/env";
import { startSimulator } from "./start-simulator";

/** The simulator as a process of its own. Its storage outlives it; SIGTERM and SIGINT stop it in order. */
async function main(): Promise<void> {
  const { SIMULATOR_PORT, LATCHKEY_DATA_DIR } = env();
  mkdirSync(LATCHKEY_DATA_DIR, { recursive: true });
  const file = path.join(LATCHKEY_DATA_DIR, "simulator.db");
  // Loopback only: its control endpoints ask nobody who they are.
  const simulator = await startSimulator({ host: "127.0.0.1", port: SIMULATOR_PORT, file });
  console.log(`The processor simulator listens on ${simulator.url}`);
  const stop = () => {
    void simulator.close().then(() => process.exit(0));
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  // Its launcher was killed: nobody would stop it, and it would keep its port.
  if (process.connected === false) stop();
  else process.once("disconnect", stop);
}

main().catch((error: unknown) => {
  const code = error instanceof Error && "code" in error ? error.code : null;
  const { SIMULATOR_PORT } = env();
  console.error(
    code === "EADDRINUSE" ? `Port ${SIMULATOR_PORT} is taken. Stop what listens there, or set SIMULATOR_PORT to another port.` : "The simulator could not start.",
    code === "EADDRINUSE" ? "" : error,
  );
  process.exitCode = 1;
});
