import type { JsonSchema } from "@/lib/contract/openapi/shape";
import { DataTable } from "./data-table";
import { Code, Prose } from "./prose";
import { schemaWords } from "./schema-words";

/** The members of one schema. */
export function SchemaTable({ name, schema }: { name: string; schema: JsonSchema }) {
  const properties = (schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>;
  const required = new Set(schema.required as readonly string[] | undefined);
  const rows = Object.entries(properties).map(([member, of]) => ({
    key: member,
    cells: [
      <Code key="name">{member}</Code>, required.has(member) ? "always" : "optional", schemaWords(of),
      typeof of.description === "string" ? <Prose key="words">{of.description}</Prose> : "",
    ],
  }));
  return <DataTable caption={`Members of ${name}`} head={["Member", "Present", "Is", "Means"]} rows={rows} />;
}
