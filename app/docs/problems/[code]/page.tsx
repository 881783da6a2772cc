import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { JsonBlock } from "@/components/docs/code-block";
import { DocsPage, DocsSection } from "@/components/docs/docs-frame";
import { Prose } from "@/components/docs/prose";
import { PROBLEM_TYPE } from "@/lib/contract/api-answer";
import { problemGuide } from "@/lib/contract/openapi/problem-guide";
import { PROBLEMS, type ProblemCode } from "@/lib/contract/problem-codes";

type Props = { params: Promise<{ code: string }> };

const isCode = (text: string): text is ProblemCode => Object.hasOwn(PROBLEMS, text);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { code } = await params;
  return { title: isCode(code) ? PROBLEMS[code].title : "No such problem" };
}

export default async function ProblemPage({ params }: Props) {
  const { code } = await params;
  if (!isCode(code)) notFound();
  const { status, title, help } = PROBLEMS[code];
  const { means, example } = problemGuide(code);
  return (
    <DocsPage current="/docs/problems" title={title} lead={<span className="mono">{`${status} ${code}`}</span>}>
      <DocsSection id="means" title="What it means"><p>{means}</p></DocsSection>
      <DocsSection id="do" title="What to do"><p><Prose>{help}</Prose></p></DocsSection>
      <DocsSection id="example" title="Example"><JsonBlock label={PROBLEM_TYPE} value={example} /></DocsSection>
    </DocsPage>
  );
}
