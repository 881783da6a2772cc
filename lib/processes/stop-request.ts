/** One Ctrl-C reaches a process more than once: from the terminal and from the npm and launcher above it. */
const SAME_REQUEST_MS = 1_000;

const PARENT_GONE = "the parent process is gone";

/**
 * Calls `begin` when this process is asked to stop: by SIGTERM or SIGINT, or because the process that started it is
 * gone. A second request ends it at once.
 */
export function onStopRequest(begin: (reason: string) => void): void {
  let firstMs: number | null = null;
  const request = (reason: string) => {
    if (firstMs === null) {
      firstMs = performance.now();
      begin(reason);
    } else if (performance.now() - firstMs > SAME_REQUEST_MS) {
      // 128 + SIGINT, as a shell reports it.
      process.exit(130);
    }
  };
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => request(signal));
  // False where it went while this process was still starting: nobody would ever say so again.
  if (process.connected === false) request(PARENT_GONE);
  else if (process.connected) process.once("disconnect", () => request(PARENT_GONE));
}
