import type { Metadata } from "next";
import Link from "next/link";
import { DocsPage, DocsSection } from "@/components/docs/docs-frame";
import { OperationEntry } from "@/components/docs/operation-entry";
import { Prose } from "@/components/docs/prose";
import { SchemaTable } from "@/components/docs/schema-table";
import { openApiDocument } from "@/lib/contract/openapi/document";

export const metadata: Metadata = { title: "Endpoints" };

export default function ApiPage() {
  const document = openApiDocument();
  const entries = Object.entries(document.paths).flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => ({ path, method, operation })));
  return (
    <DocsPage current="/docs/api" title="Endpoints" lead={<Prose>{`${document.info.description} Authenticate with \`Authorization: Bearer lk_…\`.`}</Prose>}>
      <ul className="grid max-w-[92ch] gap-1">
        {entries.map(({ path, method, operation }) => (
          <li key={operation.operationId} className="flex flex-wrap items-baseline gap-x-3">
            <Link href={`#${operation.operationId}`} className="mono inline-flex min-h-6 items-center text-link underline [overflow-wrap:anywhere]">{`${method.toUpperCase()} ${path}`}</Link>
            <span className="text-muted-foreground">{operation.summary}</span>
          </li>
        ))}
      </ul>
      {entries.map(({ path, method, operation }) => <OperationEntry key={operation.operationId} path={path} method={method} operation={operation} />)}
      {Object.entries(document.components.schemas).map(([name, schema]) => (
        <DocsSection key={name} id={name} title={name}><SchemaTable name={name} schema={schema} /></DocsSection>
      ))}
    </DocsPage>
  );
}
