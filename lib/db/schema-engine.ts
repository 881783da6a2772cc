import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import {
  bindMigrationAwareSqlAdapterFactory, type SqlDriverAdapter, type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import type { SchemaEngine } from "@prisma/schema-engine-wasm";
import * as engine from "@prisma/schema-engine-wasm/schema_engine_bg";

/** One schema file, as the engine wants it. */
export type SchemaFile = { path: string; content: string };

type Glue = { __wbg_set_wasm(exports: WebAssembly.Exports): void };
type EngineExports = WebAssembly.Exports & { __wbindgen_start(): void };

let loading: Promise<void> | undefined;

/**
 * Prisma's schema engine as WebAssembly: the native one is a download that `npm ci` can't be sure of.
 * The package's own entry imports the .wasm as a module, which Node does not do without a flag.
 */
async function load(): Promise<void> {
  const entry = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm");
  const bytes = await readFile(path.join(path.dirname(entry), "schema_engine_bg.wasm"));
  const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": { ...engine } });
  (engine as unknown as Glue).__wbg_set_wasm(instance.exports);
  (instance.exports as EngineExports).__wbindgen_start();
}

/** An engine for these schema files that talks to the database through `adapter`. */
export async function openSchemaEngine(
  schema: readonly SchemaFile[], adapter: SqlMigrationAwareDriverAdapterFactory,
): Promise<SchemaEngine> {
  loading ??= load();
  await loading;
  const datamodels = schema.map(({ path, content }): [string, string] => [path, content]);
  return engine.SchemaEngine.new({ datamodels }, () => undefined, bindMigrationAwareSqlAdapterFactory(adapter));
}

/** SQL that leads from one schema to another; `from` empty means from nothing. Needs no database. */
export async function diffSchemas(from: readonly SchemaFile[], to: readonly SchemaFile[]): Promise<string> {
  const opened = await openSchemaEngine(to, noDatabase);
  const filters = { externalTables: [], externalEnums: [] };
  const result = await opened.diff({
    from: from.length === 0 ? { tag: "empty" } : { tag: "schemaDatamodel", files: [...from] },
    to: { tag: "schemaDatamodel", files: [...to] },
    script: true, exitCode: null, filters,
  });
  return result.stdout ?? "";
}

/** The engine connects before it compares, though comparing two schemas asks a database nothing. */
const silent: SqlDriverAdapter = {
  provider: "postgres",
  adapterName: "none",
  queryRaw: async () => ({ columnNames: [], columnTypes: [], rows: [] }),
  executeRaw: async () => 0,
  executeScript: async () => undefined,
  startTransaction: async () => { throw new Error("there is no database behind a comparison of schemas"); },
  dispose: async () => undefined,
};
const noDatabase: SqlMigrationAwareDriverAdapterFactory = {
  provider: "postgres",
  adapterName: "none",
  connect: async () => silent,
  connectToShadowDb: async () => silent,
};
