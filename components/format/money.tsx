import { formatAmount } from "@/lib/money";

/** Minor units to the currency's exponent; the code always stands beside it. */
export function Money({ amount, currency }: { amount: number; currency: string }) {
  return (
    <span className="whitespace-nowrap align-middle font-medium">
      {formatAmount(amount, currency)}<span className="ml-[5px] text-xs font-normal text-muted-foreground">{currency}</span>
    </span>
  );
}
