import { PrismaPg } from "@prisma/adapter-pg";
import type { SqlMigrationAwareDriverAdapterFactory, SqlQuery, Transaction } from "@prisma/driver-adapter-utils";

/** The engine's own lock is bound to a session, which PgBouncer hands to others; ours is bound to the transaction. */
const ENGINES_LOCK = /^SELECT pg_advisory_(un)?lock\(/i;

export type MigrationTransaction = {
  /** For the schema engine: whatever it does happens inside this transaction. */
  adapter: SqlMigrationAwareDriverAdapterFactory;
  /** Runs one or several statements. */
  run(sql: string): Promise<void>;
  /** The text in the first column of every row. */
  names(sql: string): Promise<string[]>;
  /** What the database said against a migration's SQL; the engine's own words come from the statement after it. */
  complaint(): unknown;
  commit(): Promise<void>;
  rollback(): Promise<void>;
};

/** One transaction around a whole upgrade: a migration that fails leaves the database as it was. */
export async function beginMigration(databaseUrl: string): Promise<MigrationTransaction> {
  const connection = await new PrismaPg({ connectionString: databaseUrl, max: 1, connectionTimeoutMillis: 10_000 }).connect();
  const inside = await connection.startTransaction().catch(async (error: unknown) => {
    await connection.dispose();
    throw error;
  });
  const run = async (sql: string) => void (await inside.executeRaw(plain(sql)));
  let complaint: unknown;
  const keepComplaint = (error: unknown) => {
    complaint ??= error;
    throw error;
  };
  const end = (statement: "COMMIT" | "ROLLBACK") => async () => {
    try {
      await run(statement);
    } finally {
      await inside.commit();
      await connection.dispose();
    }
  };
  return {
    adapter: adapterInside(inside, (script) => run(script).catch(keepComplaint)),
    run,
    names: async (sql) => (await inside.queryRaw(plain(sql))).rows.map((row) => String(row[0])),
    complaint: () => complaint,
    commit: end("COMMIT"),
    rollback: end("ROLLBACK"),
  };
}

function plain(sql: string): SqlQuery {
  return { sql, args: [], argTypes: [] };
}

/** Scripts run whole: Prisma's own adapter cuts them at every semicolon, also inside comments and function bodies. */
function adapterInside(inside: Transaction, executeScript: (script: string) => Promise<void>): SqlMigrationAwareDriverAdapterFactory {
  const isLock = (query: SqlQuery) => ENGINES_LOCK.test(query.sql);
  const connect = async () => ({
    provider: inside.provider,
    adapterName: inside.adapterName,
    queryRaw: async (query: SqlQuery) => inside.queryRaw(isLock(query) ? plain("SELECT 1") : query),
    executeRaw: async (query: SqlQuery) => (isLock(query) ? 0 : inside.executeRaw(query)),
    executeScript,
    startTransaction: async () => inside,
    getConnectionInfo: () => ({ schemaName: "public", supportsRelationJoins: true }),
    dispose: async () => undefined,
  });
  return { provider: inside.provider, adapterName: inside.adapterName, connect, connectToShadowDb: connect };
}
