import type { SequencePart, SequenceStep, TryRun } from "@/lib/contract/console/try-it";
import { Notice } from "../ui/notice";
import { SequenceDiagram } from "./sequence-diagram";
import { stepTime } from "./step-time";

const WHO: Readonly<Record<SequenceStep["kind"], string>> = {
  request: "Your code → Latchkey", answer: "Latchkey → your code", send: "Latchkey → processor", reply: "Processor → Latchkey", note: "Latchkey knows", charge: "Processor", aside: "Latchkey",
};

/** The story as a drawing, and the same as a table: the drawing's twin, and all there is on a phone. */
export function Sequence({ run, merchant, policy }: { run: TryRun | undefined; merchant: string; policy: string }) {
  const parts = run?.parts ?? [];
  if (parts.length === 0) {
    return <p className="py-10 text-center text-muted-foreground">Pick what the processor does and press Send. Every step between your code, Latchkey and the processor is drawn here as it happens.</p>;
  }
  return (
    <>
      {run?.simulatorDown && <Notice tone="unknown">The simulator does not answer, so its charges are not known right now.</Notice>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: on narrow windows it scrolls sideways, which must work by keyboard too. */}
      <div tabIndex={0} role="group" aria-label="Drawing of every step" className="shrink-0 overflow-x-auto max-sm:hidden"><SequenceDiagram parts={parts} merchant={merchant} policy={policy} processorName={run?.processorName ?? ""} /></div>
      <details className="shrink-0 rounded-lg border max-sm:hidden">
        <summary className="px-4 py-2.5 font-medium">The same as a table</summary>
        <Twin parts={parts} />
      </details>
      <div className="-mx-4 hidden max-sm:block"><Twin parts={parts} /></div>
    </>
  );
}

function Twin({ parts }: { parts: readonly SequencePart[] }) {
  return (
    <table className="w-full border-separate border-spacing-0 text-left">
      <caption className="sr-only">Every step under this key</caption>
      <thead><tr className="text-xs text-muted-foreground">
        <th scope="col" className="border-y bg-muted px-4 py-1.5 font-medium">At</th><th scope="col" className="border-y bg-muted px-2 py-1.5 font-medium">Who</th><th scope="col" className="border-y bg-muted px-4 py-1.5 font-medium">What</th>
      </tr></thead>
      {parts.map((part) => (
        <tbody key={part.id}>
          <tr><th scope="rowgroup" colSpan={3} className="border-b px-4 pb-1 pt-2.5 font-medium">{part.title}</th></tr>
          {part.steps.map((step) => (
            <tr key={step.id}>
              <td className="whitespace-nowrap border-b px-4 py-1 text-muted-foreground">{stepTime(step.atMs)}</td>
              <td className="border-b px-2 py-1 text-muted-foreground">{WHO[step.kind]}</td>
              <td className="border-b px-4 py-1">{step.text}</td>
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  );
}
