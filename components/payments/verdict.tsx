import { Check, Clock, EqualApproximately, EqualNot, type LucideIcon, Minus, SquareDashed } from "lucide-react";
import type { CompareVerdict } from "@/lib/contract/console/payment-detail";
import { cn } from "../ui/class-names";

const LOOKS: Readonly<Record<CompareVerdict["kind"], { icon: LucideIcon; tone: string }>> = {
  same: { icon: Check, tone: "tone-succeeded" },
  within: { icon: EqualApproximately, tone: "tone-succeeded" },
  waiting: { icon: Clock, tone: "tone-pending" },
  differs: { icon: EqualNot, tone: "tone-contradicted" },
  only_there: { icon: SquareDashed, tone: "tone-contradicted" },
  not_compared: { icon: Minus, tone: "tone-failed" },
};

/** What comparing one field came to: an icon, a word, a tone. */
export function Verdict({ verdict }: { verdict: CompareVerdict }) {
  const { icon: Icon, tone } = LOOKS[verdict.kind];
  return <span className={cn(tone, "inline-flex items-center gap-[5px] align-middle text-[0.78125rem] font-medium text-(--tone)")}><Icon className="size-3.5 shrink-0" aria-hidden />{verdict.text}</span>;
}
