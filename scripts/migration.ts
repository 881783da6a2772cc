import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { schemaFiles } from "@/lib/db/migrate";
import { diffSchemas, type SchemaFile } from "@/lib/db/schema-engine";

const MIGRATIONS_DIR = path.join("prisma", "migrations");
/** The schema that all migrations together lead to. Not named .prisma: Prisma would read it as part of the schema. */
const DATAMODEL_FILE = path.join(MIGRATIONS_DIR, "datamodel.txt");

function committedSchema(): SchemaFile[] {
  try {
    return [{ path: DATAMODEL_FILE, content: readFileSync(DATAMODEL_FILE, "utf8") }];
  } catch {
    return [];
  }
}

function remember(schema: readonly SchemaFile[]): void {
  writeFileSync(DATAMODEL_FILE, schema.map(({ content }) => content).join("\n"));
}

/** `0002` where 0001 is the newest: order by name is the order they are applied in. */
function nextNumber(): string {
  const numbers = readdirSync(MIGRATIONS_DIR).map((name) => Number.parseInt(name, 10)).filter(Number.isFinite);
  return String(Math.max(0, ...numbers) + 1).padStart(4, "0");
}

const name = process.argv[2];
if (name === "--accept") {
  remember(schemaFiles());
  console.log(`${DATAMODEL_FILE} now holds today's schema: the SQL of the newest migration was mended by hand.`);
} else if (!name || !/^[a-z][a-z0-9_]{2,60}$/.test(name)) {
  console.error("Usage: npm run migration -- add_refunds   (small letters, digits and _)\n       npm run migration -- --accept      (after mending the newest SQL by hand)");
  process.exitCode = 2;
} else {
  const schema = schemaFiles();
  const sql = await diffSchemas(committedSchema(), schema);
  const directory = path.join(MIGRATIONS_DIR, `${nextNumber()}_${name}`);
  mkdirSync(directory);
  writeFileSync(path.join(directory, "migration.sql"), sql);
  remember(schema);
  console.log(`${directory}/migration.sql is written. Finish it by hand: partial indexes, CHECKs and the query that each index serves.`);
}
