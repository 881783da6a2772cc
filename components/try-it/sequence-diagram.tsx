import { CreditCard } from "lucide-react";
import type { SequencePart, SequenceStep } from "@/lib/contract/console/try-it";
import { STATUS_LOOKS } from "../payments/status-badge";
import { layOut, type PlacedPart, WIDTH, X } from "./sequence-layout";
import { stepTime } from "./step-time";

/** Lifelines of client, Latchkey and processor, an arrow for everything that went between them. Its words are in the table too. */
export function SequenceDiagram({ parts, merchant, policy, processorName }: { parts: readonly SequencePart[]; merchant: string; policy: string; processorName: string }) {
  const { placed, height } = layOut(parts);
  const heads = [["Your code", `merchant ${merchant}`, X.client], ["Latchkey", `one key, policy ${policy}`, X.latchkey], [processorName, "simulator", X.processor]] as const;
  return (
    <svg viewBox={`0 0 ${WIDTH} ${height}`} className="block w-full min-w-[680px] text-foreground" role="img" aria-label="What went between your code, Latchkey and the processor; the table below says the same.">
      {placed.map((part) => <rect key={part.id} x="0" y={part.top} width={WIDTH} height={part.bottom - part.top} rx="6" fill="var(--muted)" />)}
      {heads.map(([title, note, x]) => (
        <g key={title}>
          <line x1={x} y1="42" x2={x} y2={height - 4} stroke="var(--border-strong)" strokeDasharray="4 4" />
          <rect x={x - 78} y="1" width="156" height="40" rx="6" fill="var(--card)" stroke="var(--border-strong)" />
          <text x={x} y="18" textAnchor="middle" fontSize="12.5" fontWeight="600" fill="currentColor">{title}</text>
          <text x={x} y="33" textAnchor="middle" fontSize="11.5" fill="var(--muted-foreground)">{note}</text>
        </g>
      ))}
      {placed.map((part) => <Part key={part.id} part={part} />)}
    </svg>
  );
}

function Part({ part }: { part: PlacedPart }) {
  return (
    <g>
      <text x="12" y={part.top + 18} fontSize="11.5" fill="var(--muted-foreground)">{part.title}</text>
      {part.bars.map((bar) => <rect key={`${bar.x}-${bar.top}`} x={bar.x - 4} y={bar.top} width="8" height={Math.max(6, bar.bottom - bar.top)} rx="2" fill="var(--card)" stroke="currentColor" strokeWidth="1.25" />)}
      {part.steps.map(({ step, y }) => <Step key={step.id} step={step} y={y} />)}
    </g>
  );
}

const ARROWS: Readonly<Partial<Record<SequenceStep["kind"], { from: number; to: number; dashed: boolean }>>> = {
  request: { from: X.client + 7, to: X.latchkey - 6, dashed: false },
  answer: { from: X.latchkey - 6, to: X.client + 7, dashed: true },
  send: { from: X.latchkey + 6, to: X.processor - 6, dashed: false },
  reply: { from: X.processor - 6, to: X.latchkey + 6, dashed: true },
};

function Step({ step, y }: { step: SequenceStep; y: number }) {
  const arrow = ARROWS[step.kind];
  return (
    <>
      {arrow ? <Arrow {...arrow} y={y} step={step} /> : step.kind === "charge" ? <Charge step={step} y={y} /> : step.kind === "note" ? <Note step={step} y={y} /> : (
        <text x={X.latchkey + 14} y={y + 4} fontSize="11.5" fill="var(--muted-foreground)">{step.text}</text>
      )}
      {arrow && <text x={WIDTH - 10} y={y + 4} textAnchor="end" fontSize="11.5" fill="var(--muted-foreground)">{stepTime(step.atMs)}</text>}
    </>
  );
}

const inkOf = (step: SequenceStep): string => (step.tone ? `var(--status-${step.tone})` : "var(--foreground)");

function Arrow({ from, to, dashed, y, step }: { from: number; to: number; dashed: boolean; y: number; step: SequenceStep }) {
  const back = to < from ? 5 : -5;
  const ink = inkOf(step);
  return (
    <g>
      <path d={`M${from} ${y}H${to}`} stroke={ink} strokeWidth="1.5" strokeDasharray={dashed ? "5 3" : undefined} />
      <path d={`M${to + back} ${y - 4}L${to} ${y}L${to + back} ${y + 4}`} fill="none" stroke={ink} strokeWidth="1.5" />
      <text x={(from + to) / 2} y={y - 7} textAnchor="middle" fontSize="12.5" fontWeight="500" fill={ink}>{step.text}</text>
    </g>
  );
}

/** Letters of the note's type are about so wide. */
const LETTER = 6.7;

function Note({ step, y }: { step: SequenceStep; y: number }) {
  const width = step.text.length * LETTER + 42;
  const Icon = STATUS_LOOKS[step.tone ?? "pending"].icon;
  const x = X.latchkey - width / 2;
  return (
    <g>
      <rect x={x} y={y - 13} width={width} height="26" rx="6" fill={`var(--status-${step.tone ?? "pending"}-subtle)`} stroke="var(--muted)" strokeWidth="3" />
      <Icon x={x + 10} y={y - 7} width="14" height="14" color={inkOf(step)} strokeWidth={2.25} aria-hidden />
      <text x={x + 30} y={y + 4.5} fontSize="12.5" fontWeight="500" fill={inkOf(step)}>{step.text}</text>
    </g>
  );
}

/** The dark box is the only thing that moves money. */
function Charge({ step, y }: { step: SequenceStep; y: number }) {
  const width = step.text.length * 7 + 46;
  const x = X.processor - width / 2;
  return (
    <g>
      <rect x={x} y={y - 14} width={width} height="28" rx="6" fill="var(--foreground)" />
      <CreditCard x={x + 12} y={y - 7} width="14" height="14" color="var(--card)" aria-hidden />
      <text x={x + 33} y={y + 4.5} fontSize="12.5" fontWeight="600" fill="var(--card)">{step.text}</text>
    </g>
  );
}
