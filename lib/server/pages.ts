import type { RequestListener } from "node:http";
import next from "next";

/** Next's production build in this process, as a listener for what is no API request. */
export async function openPages(): Promise<{ listener: RequestListener; close(): Promise<void> }> {
  const app = next({ dev: false, dir: process.cwd(), quiet: true, customServer: true });
  await app.prepare();
  const handle = app.getRequestHandler();
  return { listener: (from, to) => void handle(from, to), close: () => app.close() };
}
