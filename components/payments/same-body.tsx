import Link from "next/link";
import type { PaymentDetail } from "@/lib/contract/console/payment-detail";
import { Clock } from "../format/timestamp";
import { Section } from "../ui/section";
import { StatusBadge } from "./status-badge";

/** Equal purchases under other keys: perhaps both were meant, perhaps a client made a new key for a retry. */
export function SameBody({ payments }: { payments: PaymentDetail["sameBody"] }) {
  if (payments.length === 0) return null;
  return (
    <Section title="Same body, other keys" note="both may be meant">
      <ul className="flex flex-col gap-2.5 px-4 pb-3.5 pt-0.5">
        {payments.map((payment) => (
          <li key={payment.id} className="flex items-center gap-3">
            <StatusBadge status={payment.status} />
            <Link href={`/payments/${payment.id}`} className="min-w-0 flex-1 truncate text-link hover:underline">
              {payment.idempotencyKey ?? payment.id}
            </Link>
            <Clock at={payment.createdAt} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
