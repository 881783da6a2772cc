/** Works through items, so many at once. Every item gets its turn; the first failure is thrown when all have ended. */
export async function inLanes<T>(items: readonly T[], lanesMax: number, work: (item: T) => Promise<unknown>): Promise<void> {
  const queue = items.values();
  const failures: unknown[] = [];
  await Promise.all(Array.from({ length: Math.min(lanesMax, items.length) }, async () => {
    for (const item of queue) await work(item).catch((error: unknown) => failures.push(error));
  }));
  if (failures.length > 0) throw failures[0];
}
