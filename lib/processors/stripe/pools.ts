import { Pool } from "undici";

/**
 * Enough for 2,000 payments in flight at a processor that takes ten seconds, with look-ups beside them;
 * a request beyond that waits for a connection inside its own timeout.
 */
const CONNECTIONS_MAX = 2_500;
/** Different processors' addresses in one process are few; a flood of them is a mistake, so the oldest goes. */
const POOLS_MAX = 64;

const pools = new Map<string, Pool>();

/** The shared pool of an origin. HTTP/1.1 without pipelining, so that one socket carries one request at a time. */
export function poolOf(origin: string): Pool {
  const known = pools.get(origin);
  if (known) return known;
  const oldest = pools.entries().next();
  if (pools.size >= POOLS_MAX && !oldest.done) {
    pools.delete(oldest.value[0]);
    void oldest.value[1].close();
  }
  const pool = new Pool(origin, {
    connections: CONNECTIONS_MAX,
    pipelining: 1,
    allowH2: false,
    // One total timeout is kept by the exchange itself; the client's own would only add a second truth.
    headersTimeout: 0,
    bodyTimeout: 0,
    connectTimeout: 0,
    // Shorter than any processor's idle limit, or a request meets a connection that is just being closed.
    keepAliveTimeout: 4_000,
  });
  pools.set(origin, pool);
  return pool;
}

/** Closes every connection once what is in flight has ended. For shutdown and tests. */
export async function closePools(): Promise<void> {
  const closing = [...pools.values()];
  pools.clear();
  await Promise.all(closing.map((pool) => pool.close()));
}
