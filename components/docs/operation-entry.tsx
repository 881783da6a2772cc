import type { Answer, Media, Operation } from "@/lib/contract/openapi/shape";
import { JsonBlock } from "./code-block";
import { DataTable } from "./data-table";
import { Code, Prose } from "./prose";
import { schemaWords } from "./schema-words";

/** One endpoint: what it does, what it takes, what it answers, with examples. */
export function OperationEntry({ method, path, operation }: { method: string; path: string; operation: Operation }) {
  return (
    <section id={operation.operationId} aria-labelledby={`${operation.operationId}-title`} className="mt-10 flex max-w-[92ch] scroll-mt-6 flex-col gap-3 border-t pt-6">
      <h2 id={`${operation.operationId}-title`} className="text-[0.9375rem] leading-6">{operation.summary}</h2>
      <p><Code>{`${method.toUpperCase()} ${path}`}</Code></p>
      <p><Prose>{operation.description}</Prose></p>
      {operation.security?.length === 0 && <p className="text-muted-foreground">Needs no API key.</p>}
      {operation.parameters && <Parameters operation={operation} />}
      {operation.requestBody && (
        <>
          <h3 className="font-semibold">Body</h3>
          <p><Prose>{operation.requestBody.description}</Prose></p>
          <Examples content={operation.requestBody.content} />
        </>
      )}
      <h3 className="font-semibold">Answers</h3>
      {Object.entries(operation.responses).map(([status, answer]) => <AnswerEntry key={status} status={status} answer={answer} />)}
    </section>
  );
}

function Parameters({ operation }: { operation: Operation }) {
  const rows = (operation.parameters ?? []).map((parameter) => ({
    key: `${parameter.in}-${parameter.name}`,
    cells: [<Code key="name">{parameter.name}</Code>, parameter.in, parameter.required ? "required" : "optional", schemaWords(parameter.schema), <Prose key="words">{parameter.description}</Prose>],
  }));
  return <DataTable caption={`Parameters of ${operation.summary}`} head={["Name", "In", "Needed", "Is", "Means"]} rows={rows} />;
}

function AnswerEntry({ status, answer }: { status: string; answer: Answer }) {
  const headers = Object.keys(answer.headers ?? {});
  return (
    <details className="rounded-lg border">
      <summary className="flex min-h-9 flex-wrap items-baseline gap-x-3 px-3 py-2">
        <span className="mono font-medium">{status}</span>
        <span className="min-w-0 flex-1"><Prose>{answer.description}</Prose></span>
      </summary>
      <div className="flex flex-col gap-3 border-t p-3">
        {headers.length > 0 && <p className="text-xs text-muted-foreground">Headers: {headers.join(", ")}</p>}
        {answer.content ? <Examples content={answer.content} /> : <p className="text-xs text-muted-foreground">No body.</p>}
      </div>
    </details>
  );
}

function Examples({ content }: { content: Readonly<Record<string, Media>> }) {
  return Object.entries(content).map(([type, media]) => (
    <div key={type} className="flex flex-col gap-3">
      {Object.entries(media.examples ?? {}).map(([name, example]) => <JsonBlock key={name} label={`${type} · ${name}`} value={example.value} />)}
    </div>
  ));
}
