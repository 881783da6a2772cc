/** The simulator is on this machine: two seconds are an eternity. */
const TIMEOUT_MS = 2_000;
/** More than any story that fits on a page. */
const ENTRIES_MAX = 200;

/** One request as the processor saw it. */
type SeenRequest = { id: string; at: string; finishedAt: string | null; method: string; path: string; attempt: string | null; status: number | null; charges: number };
type SeenCharge = { id: string; at: string; amount: number; currency: string };
export type SimulatorReports = { requests: SeenRequest[]; charges: SeenCharge[] };

/** The simulator's own journal and ledger about one payment; null where it does not answer. */
export async function simulatorReports(apiBase: string, paymentId: string): Promise<SimulatorReports | null> {
  const ask = async <T>(what: string): Promise<T> => {
    const response = await fetch(`${apiBase}/_simulator/${what}?payment=${paymentId}&limit=${ENTRIES_MAX}`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok) throw new Error(`the simulator answered ${response.status}`);
    return (await response.json()) as T;
  };
  try {
    const [journal, ledger] = await Promise.all([ask<{ requests: SeenRequest[] }>("requests"), ask<{ charges: SeenCharge[] }>("ledger")]);
    return { requests: journal.requests, charges: ledger.charges };
  } catch {
    return null;
  }
}
