import { CircleCheck, CircleDashed, CircleMinus, CircleQuestionMark, CircleX, type LucideIcon, TriangleAlert } from "lucide-react";
import type { PaymentStatusWord } from "@/lib/contract/console/statuses";
import { cn } from "../ui/class-names";

type Look = { word: string; icon: LucideIcon; tone: string; filled: boolean };

/** One icon, one word and one tone a status. Only what may need a person is filled. */
export const STATUS_LOOKS: Readonly<Record<PaymentStatusWord, Look>> = {
  pending: { word: "Pending", icon: CircleDashed, tone: "tone-pending", filled: false },
  succeeded: { word: "Succeeded", icon: CircleCheck, tone: "tone-succeeded", filled: false },
  declined: { word: "Declined", icon: CircleMinus, tone: "tone-declined", filled: false },
  failed: { word: "Failed", icon: CircleX, tone: "tone-failed", filled: false },
  unknown: { word: "Unknown", icon: CircleQuestionMark, tone: "tone-unknown", filled: true },
  contradicted: { word: "Contradicted", icon: TriangleAlert, tone: "tone-contradicted", filled: true },
};

/** The status in a row, or larger and always filled in a header. `word` replaces it where the sense is another ("Still unknown"). */
export function StatusBadge({ status, large = false, plain = false, word }: { status: PaymentStatusWord; large?: boolean; plain?: boolean; word?: string }) {
  const look = STATUS_LOOKS[status];
  const Icon = look.icon;
  return (
    <span className={cn(
      look.tone, "settle inline-flex items-center gap-[5px] whitespace-nowrap align-middle font-medium text-(--tone)",
      large ? "h-6 rounded-md bg-(--tone-subtle) pl-[7px] pr-[9px] text-sm" : "h-5 text-[0.78125rem]",
      !large && look.filled && !plain && "-ml-[5px] rounded-[5px] bg-(--tone-subtle) pl-[5px] pr-[7px]",
    )}>
      <Icon className="size-3.5 shrink-0" strokeWidth={2.25} aria-hidden />{word ?? look.word}
    </span>
  );
}
