import type pg from "pg";
import { bounded } from "./bounded-statement";
import { pool } from "./pool";

/** serialization_failure and deadlock_detected: nothing was committed and there is no network inside, so run it again. */
const RETRIED = new Set(["40001", "40P01"]);
/** The contract's section 9: at most three times. */
const TRIES_MAX = 3;

/** A commit whose answer was lost: it may or may not have happened. */
export class CommitInDoubt extends Error {
  override name = "CommitInDoubt";
}

/** Prisma carries the driver's own error inside its own: what kind it was, and the code that the driver gave it. */
type Wrapped = { kind?: unknown; originalCode?: unknown };
const UNREACHABLE_KINDS = new Set<unknown>(["DatabaseNotReachable", "ConnectionClosed", "SocketTimeout", "TooManyConnections", "TlsConnectionError"]);

function wrapped(error: unknown): Wrapped | undefined {
  return (error as { meta?: { driverAdapterError?: { cause?: Wrapped } } } | null)?.meta?.driverAdapterError?.cause;
}

function codeOf(error: unknown): string {
  const code = wrapped(error)?.originalCode ?? (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "";
}

/** The SQLSTATE of a database error, or null where it is none. EPIPE and Prisma's own P2002 only look like one. */
export function sqlState(error: unknown): string | null {
  const code = codeOf(error);
  return /^(?!P[1-6])(?=.*\d)[0-9A-Z]{5}$/.test(code) ? code : null;
}

/** True where the database could not be reached or broke off: storage is unavailable, the request was not wrong. */
export function isStorageFailure(error: unknown): boolean {
  if (error instanceof CommitInDoubt || UNREACHABLE_KINDS.has(wrapped(error)?.kind)) return true;
  const state = sqlState(error);
  // 08 connection, 53 resources, 57 operator intervention, 58 system error, 25006 read-only (a failover's old primary).
  if (state) return /^(08|53|57|58)/.test(state) || state === "25006";
  if (/^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_AGAIN)/.test(codeOf(error))) return true;
  return error instanceof Error && /Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|connection is closed/i.test(error.message);
}

/** Whether what failed with this, so many tries after it began, is to run once more. */
export function runsAgain(error: unknown, tries: number): boolean {
  return tries < TRIES_MAX && RETRIED.has(sqlState(error) ?? "");
}

/** One transaction under READ COMMITTED, run again on 40001 and 40P01. Nothing inside may touch the network. */
export async function transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await once(work);
    } catch (error) {
      if (!runsAgain(error, tries)) throw error;
    }
  }
}

async function once<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool().connect();
  let broken: Error | undefined;
  try {
    await client.query(bounded({ text: "BEGIN" }));
    const result = await work(client);
    try {
      await client.query(bounded({ text: "COMMIT" }));
    } catch (error) {
      if (isStorageFailure(error)) throw new CommitInDoubt("the connection broke during commit", { cause: error });
      throw error;
    }
    return result;
  } catch (error) {
    broken = isStorageFailure(error) ? (error as Error) : undefined;
    if (!broken) await client.query(bounded({ text: "ROLLBACK" })).catch((failure: Error) => (broken = failure));
    throw error;
  } finally {
    client.release(broken);
  }
}
