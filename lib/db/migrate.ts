import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { explainConnection } from "./explain-connection";
import { beginMigration, type MigrationTransaction } from "./migration-transaction";
import { openSchemaEngine, type SchemaFile } from "./schema-engine";

/** Every process is started in the project's folder (scripts/run.mjs sees to it). */
const SCHEMA_DIR = path.join(/* turbopackIgnore: true */ process.cwd(), "prisma");
const MIGRATIONS_DIR = path.join(SCHEMA_DIR, "migrations");
/** The oldest PostgreSQL that is supported: the contract's section 8. */
export const MAJOR_MIN = 15;
/** The number under which processes that start at once queue up to migrate; any fixed one would do. */
const MIGRATION_LOCK = "7809657618386183545";

/** A database that these migrations can't bring up to date, as a sentence for a person. */
export class MigrationError extends Error {
  override name = "MigrationError";
}

/** The migrations of this version, in the order they are applied in. */
export function migrationNames(): string[] {
  return readdirSync(MIGRATIONS_DIR, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();
}

/** The schema files of this version, in a fixed order. */
export function schemaFiles(): SchemaFile[] {
  const names = readdirSync(SCHEMA_DIR).filter((name) => name.endsWith(".prisma")).sort();
  return names.map((name) => ({ path: path.join("prisma", name), content: readFileSync(path.join(SCHEMA_DIR, name), "utf8") }));
}

/** Which of this version's migrations a database lacks; `read` runs a query and returns its first column. */
export async function pendingMigrations(read: (sql: string) => Promise<readonly string[]>): Promise<string[]> {
  // A new database has no such table yet, and a query of it would break the transaction.
  const [table] = await read("SELECT coalesce(to_regclass('_prisma_migrations')::text, '')");
  const applied = table
    ? await read("SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL")
    : [];
  return migrationNames().filter((name) => !applied.includes(name));
}

/**
 * Applies what is missing and returns the names. Several processes may call it at once: the first migrates, the others
 * wait for it. The lock ends with the transaction, so it also holds behind PgBouncer in transaction mode.
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const upgrade = await beginMigration(databaseUrl).catch((error: unknown) => {
    throw new MigrationError(explainConnection(databaseUrl, error), { cause: error });
  });
  try {
    await requireVersion(upgrade);
    await upgrade.run(`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    const pending = await pendingMigrations(upgrade.names);
    if (pending.length > 0) await apply(upgrade);
    await upgrade.commit();
    return pending;
  } catch (error) {
    await upgrade.rollback().catch(() => undefined);
    if (error instanceof MigrationError) throw error;
    throw new MigrationError(`The database could not be migrated: ${(error as Error).message.trim()}`, { cause: error });
  }
}

async function requireVersion(upgrade: MigrationTransaction): Promise<void> {
  const [version = ""] = await upgrade.names("SELECT current_setting('server_version')");
  if (Number.parseInt(version, 10) < MAJOR_MIN) throw new MigrationError(`The database is PostgreSQL ${version}, and ${MAJOR_MIN} or later is needed.`);
}

async function apply(upgrade: MigrationTransaction): Promise<void> {
  const engine = await openSchemaEngine(schemaFiles(), upgrade.adapter);
  try {
    await engine.applyMigrations({
      migrationsList: {
        baseDir: MIGRATIONS_DIR,
        lockfile: { path: "migration_lock.toml", content: readFileSync(path.join(MIGRATIONS_DIR, "migration_lock.toml"), "utf8") },
        shadowDbInitScript: "",
        migrationDirectories: migrationNames().map((name) => ({
          path: name,
          migrationFile: { path: "migration.sql", content: { tag: "ok", value: readFileSync(path.join(MIGRATIONS_DIR, name, "migration.sql"), "utf8") } },
        })),
      },
      filters: { externalTables: [], externalEnums: [] },
    });
  } catch (error) {
    const cause = upgrade.complaint() ?? error;
    throw new MigrationError(`The database could not be migrated, and is as it was. ${(cause as Error).message.trim()}`, { cause });
  } finally {
    engine.free();
  }
}
