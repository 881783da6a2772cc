import Link from "next/link";
import type { DuplicateAnswer } from "@/lib/contract/idempotency-policy";

/** One cell of the table of answers: status, code and what else to know. */
export function PolicyAnswer({ answer }: { answer: DuplicateAnswer }) {
  return (
    <>
      <span className="mono font-medium">{answer.status}</span>{" "}
      {answer.code && <Link href={`/docs/problems/${answer.code}`} className="mono text-link underline">{answer.code}</Link>}
      <span className="block text-muted-foreground">{answer.words}</span>
    </>
  );
}
