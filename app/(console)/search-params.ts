import { cookies } from "next/headers";
import { REMEMBERED } from "@/components/shell/remember";
import type { Actor } from "@/lib/access/permissions";
import { merchantsOfActor } from "@/lib/payments/merchants-of-actor";

export type SearchParams = Record<string, string | string[] | undefined>;

/** Next's object as the URL had it; of a repeated name the first counts. */
export function searchOf(params: SearchParams): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined) search.set(name, first);
  }
  return search;
}

/** The merchant looked at last, where it is still theirs to see; else the first; null where they see none. */
export async function shownMerchant(actor: Actor): Promise<string | null> {
  const merchants = await merchantsOfActor(actor);
  const kept = decodeURIComponent((await cookies()).get(REMEMBERED.merchant)?.value ?? "");
  return (merchants.find((merchant) => merchant.name === kept) ?? merchants[0])?.name ?? null;
}
