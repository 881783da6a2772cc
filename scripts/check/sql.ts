import { existsSync, readFileSync } from "node:fs";
import { schemaFiles } from "@/lib/db/migrate";
import { diffSchemas } from "@/lib/db/schema-engine";
import { projectFiles, requireFiles, type SourceFile } from "./source-files";

/** What correctness may never rest on (the contract's section 9). */
const NEVER: readonly [RegExp, string][] = [
  [/\bCREATE\s+(?:CONSTRAINT\s+)?TRIGGER\b/i, "a trigger"],
  [/\bDEFERRABLE\b/i, "a deferrable constraint"],
  [/\bEXCLUDE\s+(?:USING|\()/i, "an exclusion constraint"],
  [/\bSERIALIZABLE\b/, "SERIALIZABLE"],
  [/\b(?:BIG)?SERIAL\b|\bCREATE\s+SEQUENCE\b|\bGENERATED\s+(?:ALWAYS|BY\s+DEFAULT)\s+AS\s+IDENTITY\b|\bnextval\s*\(/i, "a sequence"],
];
const ADVISORY_LOCK = /\bpg_(?:try_)?advisory_/i;
/** Migrating is not money: processes that start at once queue up there. */
const ADVISORY_ALLOWED = new Set(["lib/db/migrate.ts", "lib/db/migration-transaction.ts"]);

/** Reads migrations, SQL in the code and the schema for what the contract forbids. */
export async function checkSql(): Promise<string[]> {
  const migrations = projectFiles(/^prisma\/migrations\/.*\.sql$/);
  // The simulator's storage is SQLite and has no merchants.
  const statements = projectFiles(/^lib\/(?!simulator\/).*\.sql\.ts$/);
  const code = projectFiles(/^lib\/.*\.ts$/).filter(({ path }) => !/\.test\.ts$|^lib\/simulator\/|\/testing\//.test(path));
  for (const [files, what] of [[migrations, "migrations"], [statements, "SQL files"], [code, "code"]] as const) requireFiles(files, what);
  const tables = tenantTables(migrations);
  return [
    ...[...migrations, ...statements].flatMap(neverUsed), ...code.flatMap(advisoryLocks), ...migrations.flatMap((file) => uniqueIndexes(file, tables)),
    ...statements.flatMap((file) => unscopedWrites(file, tables)), ...code.filter(({ path }) => !path.endsWith(".sql.ts")).flatMap(rawSql), ...(await schemaDrift()),
  ];
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}

function neverUsed({ path, text }: SourceFile): string[] {
  return NEVER.flatMap(([pattern, what]) => {
    const found = pattern.exec(text.replace(/--.*$|\/\/.*$/gm, ""));
    return found ? [`${path}: ${what} is used`] : [];
  });
}

function advisoryLocks({ path, text }: SourceFile): string[] {
  const found = ADVISORY_LOCK.exec(text);
  return found && !ADVISORY_ALLOWED.has(path) ? [`${path}:${lineOf(text, found.index)}: an advisory lock outside migrations`] : [];
}

/** Tables with a merchant_id, as the migrations make them. */
function tenantTables(migrations: readonly SourceFile[]): Set<string> {
  const created = migrations.flatMap(({ text }) => [...text.matchAll(/CREATE TABLE "(\w+)" \(([\s\S]*?)\n\);/g)]);
  return new Set(created.filter(([, , columns = ""]) => columns.includes('"merchant_id"')).map(([, table = ""]) => table));
}

function uniqueIndexes({ path, text }: SourceFile, tables: ReadonlySet<string>): string[] {
  const indexes = [...text.matchAll(/CREATE UNIQUE INDEX "(\w+)"\s+ON "(\w+)"\s*(?:USING \w+\s*)?\(\s*"?(\w+)"?/g)];
  const keys = [...text.matchAll(/CREATE TABLE "(\w+)" \([\s\S]*?CONSTRAINT "(\w+)" PRIMARY KEY \("(\w+)"/g)].map(([all, table, name, first]) => [all, name, table, first] as const);
  return [...indexes, ...keys].filter(([, , table = "", first]) => tables.has(table) && first !== "merchant_id")
    .map(([, name, table]) => `${path}: the unique index ${name} of ${table} does not begin with merchant_id`);
}

/** Every UPDATE and DELETE of a tenant table names the merchant in the same statement. */
function unscopedWrites({ path, text }: SourceFile, tables: ReadonlySet<string>): string[] {
  const literals = [...text.matchAll(/`[^`]*`|"(?:[^"\\\n]|\\.)*"/g)];
  return literals.flatMap((literal) => {
    const write = /\b(?:UPDATE|DELETE FROM)\s+"?(\w+)"?/.exec(literal[0]);
    if (!write || !tables.has(write[1] ?? "") || literal[0].includes("merchant_id")) return [];
    return [`${path}:${lineOf(text, literal.index)}: a write to ${write[1]} without merchant_id`];
  });
}

/** Raw SQL stands in *.sql.ts; transactions, migrations and the process's own look at the database are the floor. */
function rawSql({ path, text }: SourceFile): string[] {
  if (path.startsWith("lib/db/") || /^lib\/(cli\/doctor|http\/health)\.ts$/.test(path)) return [];
  const found = /["`]\s*(?:SELECT|INSERT INTO|UPDATE|DELETE FROM)\s+[\w"*]/.exec(text);
  return found ? [`${path}:${lineOf(text, found.index)}: raw SQL outside a *.sql.ts file`] : [];
}

/** The datamodel that the migrations were made from, against today's. */
async function schemaDrift(): Promise<string[]> {
  const file = "prisma/migrations/datamodel.txt";
  if (!existsSync(file)) return [`${file} is missing: npm run migration -- --accept`];
  const sql = await diffSchemas([{ path: file, content: readFileSync(file, "utf8") }], schemaFiles());
  return /^(?!--)\S/m.test(sql) ? [`prisma/*.prisma has changed without a migration: npm run migration -- <name>\n${sql}`] : [];
}
