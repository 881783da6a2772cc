import type { JsonSchema } from "@/lib/contract/openapi/shape";

/** A schema in a few words: `text, 1 to 200 characters`, `one of pending, …`. */
export function schemaWords(schema: JsonSchema): string {
  if (typeof schema.$ref === "string") return schema.$ref.replace(/^.*\//, "");
  if (Array.isArray(schema.enum)) return `one of ${schema.enum.join(", ")}`;
  if (schema.const !== undefined) return `"${String(schema.const)}"`;
  const choices = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(choices)) return choices.map((choice) => schemaWords(choice as JsonSchema)).join(" or ");
  const bounds = boundsOf(schema);
  return [typeOf(schema), bounds].filter(Boolean).join(", ");
}

function typeOf(schema: JsonSchema): string {
  const names: Readonly<Record<string, string>> = { string: "text", integer: "integer", boolean: "true or false", object: "object", array: "list", null: "null", "date-time": "date and time", date: "date" };
  const types = Array.isArray(schema.type) ? schema.type : [schema.format ?? schema.type];
  return types.map((type) => names[String(type)] ?? String(type ?? "anything")).join(" or ");
}

function boundsOf(schema: JsonSchema): string {
  const { minimum, maximum, minLength, maxLength } = schema;
  if (minimum !== undefined && maximum !== undefined) return `${String(minimum)} to ${String(maximum)}`;
  if (minLength !== undefined && maxLength !== undefined) return `${String(minLength)} to ${String(maxLength)} characters`;
  if (maxLength !== undefined) return `at most ${String(maxLength)} characters`;
  return "";
}
