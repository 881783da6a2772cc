import { setTimeout as sleep } from "node:timers/promises";
import { type EmbeddedDatabase, startEmbeddedDatabase } from "@/lib/db/embedded/start-embedded";
import { backoffMs } from "./supervise";

export type KeptDatabase = { url: string; stop(): Promise<void> };

/** The embedded database, started again whenever it ends unasked (its address stays the same). */
export async function keepDatabase(dataDir: string, say: (sentence: string) => void): Promise<KeptDatabase> {
  let current: EmbeddedDatabase = await startEmbeddedDatabase({ dataDir, say });
  let isStopping = false;
  const watching = (async () => {
    // Ends when the launcher stops it; every turn waits for the server to end, or backs off.
    for (let failures = 0; ; ) {
      await current.ended;
      if (isStopping) return;
      failures += 1;
      const waitMs = backoffMs(failures);
      say(`The database ended; starting it again in ${waitMs / 1_000} s.`);
      await sleep(waitMs);
      if (isStopping) return;
      try {
        current = await startEmbeddedDatabase({ dataDir, say });
        failures = 0;
      } catch (error) {
        say((error as Error).message);
      }
    }
  })();
  return {
    url: current.url,
    stop: async () => {
      isStopping = true;
      await current.stop();
      await watching;
    },
  };
}
