import pg from "pg";
import { env } from "@/lib/env";
import { bounded } from "./bounded-statement";
import { pool } from "./pool";
import { runsAgain } from "./transaction";

/** What runs a statement: the pool, or one client inside a transaction. */
export type Queryable = Pick<pg.PoolClient, "query">;

const INT8_OID = 20;
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format: "text" | "binary") =>
    oid === INT8_OID && format !== "binary" ? BigInt : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/**
 * Runs one statement, prepared under its name where the settings allow it. int8 comes back as bigint, as Prisma gives it.
 * The caller names the row type: the column list of the statement is written beside it. On the pool it is a transaction
 * of its own, and runs again on 40001 and 40P01.
 */
export async function query<Row extends pg.QueryResultRow>(
  name: string, text: string, values: readonly unknown[], on: Queryable = pool(),
): Promise<Row[]> {
  const named = env().LATCHKEY_PREPARED_STATEMENTS ? name : undefined;
  for (let tries = 1; ; tries += 1) {
    try {
      const result = await on.query<Row>(bounded({ name: named, text, values: [...values], types }));
      return result.rows;
    } catch (error) {
      if (on !== pool() || !runsAgain(error, tries)) throw error;
    }
  }
}
