import { beginStopping, drained } from "@/lib/drain";
import { log } from "@/lib/log";
import { runProcess } from "@/lib/processes/run-process";
import { startHealthServer } from "./health-server";
import { loops } from "./loops";
import { runLoops } from "./run-loops";

/** `npm run worker`: recovery, notifications, queued payments and housekeeping. Any number may run against one database. */
await runProcess("worker", async () => {
  const health = await startHealthServer();
  const running = runLoops(loops());
  log().info("worker is running");
  return {
    stop: async (limitMs) => {
      beginStopping();
      const rounds = running.stop();
      await drained(limitMs);
      await rounds;
      health?.close();
      health?.closeAllConnections();
    },
  };
});
