import type { Metadata } from "next";
import Link from "next/link";
import { DataTable } from "@/components/docs/data-table";
import { DocsPage } from "@/components/docs/docs-frame";
import { PROBLEMS } from "@/lib/contract/problem-codes";

export const metadata: Metadata = { title: "Problems" };

export default function ProblemsPage() {
  const rows = Object.entries(PROBLEMS).map(([code, { status, title }]) => ({
    key: code,
    cells: [<Link key="code" href={`/docs/problems/${code}`} className="mono inline-flex min-h-6 items-center text-link underline">{code}</Link>, status, title],
  }));
  return (
    <DocsPage current="/docs/problems" title="Problems" lead="Whatever goes wrong is answered as application/problem+json (RFC 9457). Its type is one of these pages; its code is what your code should look at.">
      <DataTable caption="All problems" head={["Code", "Status", "Title"]} rows={rows} />
    </DocsPage>
  );
}
