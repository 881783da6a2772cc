import type pg from "pg";

/** Far longer than any statement of ours takes: a database that went silent is given up then, as storage that is away. */
const QUERY_TIMEOUT_MS = 30_000;

/** A statement that is not waited for without end; the driver knows the setting, its types don't. */
export function bounded<Config extends pg.QueryConfig>(statement: Config): Config & { query_timeout: number } {
  return { ...statement, query_timeout: QUERY_TIMEOUT_MS };
}
