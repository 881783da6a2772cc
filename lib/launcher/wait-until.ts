import { setTimeout as sleep } from "node:timers/promises";

const LOOK_EVERY_MS = 100;
const ANSWER_LIMIT_MS = 2_000;

/** Waits until the address answers with 2xx; false where it does not within the limit. */
export async function waitUntilAnswers(url: string, limitMs: number): Promise<boolean> {
  const startedMs = performance.now();
  while (performance.now() - startedMs < limitMs) {
    const isUp = await fetch(url, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) }).then(
      async (response) => {
        await response.body?.cancel();
        return response.ok;
      },
      () => false,
    );
    if (isUp) return true;
    await sleep(LOOK_EVERY_MS);
  }
  return false;
}
