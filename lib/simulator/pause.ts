/** Waits, or less long where the simulator is stopped meanwhile. Says whether the whole time went by. */
export function pause(ms: number, stopping: AbortSignal): Promise<boolean> {
  if (stopping.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const end = (isWhole: boolean) => {
      clearTimeout(timer);
      stopping.removeEventListener("abort", onStop);
      resolve(isWhole);
    };
    const onStop = () => end(false);
    const timer = setTimeout(() => end(true), ms);
    stopping.addEventListener("abort", onStop, { once: true });
  });
}
