/** A JSON Schema, or anything else of the document that is only passed on. */
export type JsonSchema = { readonly [member: string]: unknown };

export type Parameter = {
  name: string;
  in: "query" | "path" | "header";
  required?: boolean;
  description: string;
  schema: JsonSchema;
  examples?: Readonly<Record<string, { value: unknown; summary?: string }>>;
};

export type Media = { schema: JsonSchema; examples?: Readonly<Record<string, { summary?: string; value: unknown }>> };

export type Answer = {
  description: string;
  headers?: Readonly<Record<string, { $ref: string }>>;
  content?: Readonly<Record<string, Media>>;
};

export type Operation = {
  operationId: string;
  tags: readonly string[];
  summary: string;
  description: string;
  /** Empty: no API key is asked for. */
  security?: readonly Readonly<Record<string, readonly string[]>>[];
  parameters?: readonly Parameter[];
  requestBody?: { required: boolean; description: string; content: Readonly<Record<string, Media>> };
  responses: Readonly<Record<string, Answer>>;
};

export type PathItem = Readonly<Partial<Record<"get" | "post", Operation>>>;
