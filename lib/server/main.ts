import { flushApiKeyUse } from "@/lib/access/api-key-use";
import { beginStopping, drained } from "@/lib/drain";
import { env } from "@/lib/env";
import { flushTold } from "@/lib/idempotency/told-answers";
import { log } from "@/lib/log";
import { runProcess } from "@/lib/processes/run-process";
import { ensureBuild } from "./build";
import { createHttpServer } from "./http-server";
import { listen } from "./listen";
import { pagesOnDemand } from "./pages";

/** For the last bytes of an answer to leave. */
const CLOSE_GRACE_MS = 500;

/** `npm run web`: the API and the console on one port. Any number may run against one database. */
await runProcess("web", async () => {
  // The launcher has seen to the build; a web process that it starts again must be back at once.
  if (!process.argv.includes("--built")) await ensureBuild((sentence) => log().info(sentence));
  const { PORT, HOST } = env();
  const pages = pagesOnDemand();
  const server = createHttpServer(`http://${HOST}:${PORT}`, pages.listener);
  await listen(server, "PORT", HOST, PORT);
  log().info({ host: HOST, port: PORT }, "web is listening");
  return {
    stop: async (limitMs) => {
      beginStopping();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      if (!(await drained(limitMs))) log().warn("stopping although work is still in flight: recovery finishes it");
      // Answers are written by now; what is left are idle keep-alive connections and pages that stream.
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS).unref();
      await closed;
      await Promise.all([flushApiKeyUse(), flushTold().catch(() => undefined)]);
      await pages.close();
    },
  };
});
