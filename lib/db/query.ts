import pg from "pg";
import { env } from "@/lib/env";
import { pool } from "./pool";

/** What runs a statement: the pool, or one client inside a transaction. */
export type Queryable = Pick<pg.PoolClient, "query">;

const INT8_OID = 20;
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format: "text" | "binary") =>
    oid === INT8_OID && format !== "binary" ? BigInt : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/** Far longer than any statement of ours takes: a database that went silent is given up then, as storage that is away. */
const QUERY_TIMEOUT_MS = 30_000;

/** A statement that is not waited for without end; the driver knows the setting, its types don't. */
export function bounded<Config extends pg.QueryConfig>(statement: Config): Config & { query_timeout: number } {
  return { ...statement, query_timeout: QUERY_TIMEOUT_MS };
}

/**
 * Runs one statement, prepared under its name where the settings allow it. int8 comes back as bigint, as Prisma gives it.
 * The caller names the row type: the column list of the statement is written beside it.
 */
export async function query<Row extends pg.QueryResultRow>(
  name: string, text: string, values: readonly unknown[], on: Queryable = pool(),
): Promise<Row[]> {
  const named = env().LATCHKEY_PREPARED_STATEMENTS ? name : undefined;
  const result = await on.query<Row>(bounded({ name: named, text, values: [...values], types }));
  return result.rows;
}
