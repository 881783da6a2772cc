import type pg from "pg";
import { ProblemError } from "@/lib/errors";
import { sqlState, transaction } from "./transaction";

/** query_canceled: the statement timeout. */
const CANCELED = "57014";

/**
 * Reads under a statement timeout that is this transaction's own: a list that nobody waits for any more must not keep
 * the database busy. Throws a problem that says so.
 */
export async function boundedRead<T>(limitMs: number, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  try {
    return await transaction(async (client) => {
      await client.query(`SET LOCAL statement_timeout = ${Math.trunc(limitMs)}`);
      return work(client);
    });
  } catch (error) {
    if (sqlState(error) !== CANCELED) throw error;
    throw new ProblemError("storage_unavailable", `This search took longer than ${limitMs / 1_000} s, so it was stopped.`, { members: { stoppedAfterMs: limitMs } });
  }
}
