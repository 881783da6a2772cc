import type { RequestListener } from "node:http";
import { log } from "@/lib/log";

type Pages = { listener: RequestListener; close(): Promise<void> };

/** Next's production build in this process, as a listener for what is no API request. */
async function openPages(): Promise<Pages> {
  const { default: next } = await import("next");
  const app = next({ dev: false, dir: process.cwd(), quiet: true, customServer: true });
  await app.prepare();
  const handle = app.getRequestHandler();
  return { listener: (from, to) => void handle(from, to), close: () => app.close() };
}

/**
 * The pages, opened by the first who asks for one: that takes a second. A process that serves the API alone is spared
 * the 90 MB that Next takes, which are as much as a thousand payments in flight.
 */
export function pagesOnDemand(): Pages {
  let opening: Promise<Pages> | undefined;
  const open = () => {
    opening ??= openPages();
    // What failed is tried again by the next request.
    opening.catch(() => (opening = undefined));
    return opening;
  };
  return {
    listener: (from, to) => {
      open().then((pages) => pages.listener(from, to), (error: unknown) => {
        log().error({ err: error }, "the console's pages can't be opened");
        to.writeHead(500, { "content-type": "text/plain", "cache-control": "no-store" }).end("The console can't be opened. The log says why.");
      });
    },
    close: async () => (await opening)?.close(),
  };
}
