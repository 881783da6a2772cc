import { COUNT_MAX } from "@/lib/contract/console/payment-row";

const grouped = new Intl.NumberFormat("en-US");

/** `1,284`, and `10,000+` where counting stopped. */
export function countWords(count: number): string {
  return count > COUNT_MAX ? `${grouped.format(COUNT_MAX)}+` : grouped.format(count);
}
