import { randomBytes } from "node:crypto";
import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { TryItPage } from "@/components/try-it/try-it-page";
import { TRY_KEY } from "@/lib/contract/console/try-it";
import { readTry } from "@/lib/payments/try-it/read-try";
import { makeQueryClient } from "@/lib/queries/query-client";
import { tryRunOptions } from "@/lib/queries/try-it";
import { requireActor } from "../require-actor";
import { type SearchParams, searchOf, shownMerchant } from "../search-params";

export const metadata: Metadata = { title: "Try it" };

/** Short enough to be read aloud, long enough not to be met twice in a day. */
const KEY_BYTES = 3;

export default async function Page({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const search = searchOf(await searchParams);
  const actor = await requireActor(`/try-it?${search}`);
  const merchant = search.get("merchant") ?? (await shownMerchant(actor)) ?? "";
  const asked = search.get("key") ?? "";
  const key = TRY_KEY.test(asked) ? asked : `try-${randomBytes(KEY_BYTES).toString("hex")}`;
  const client = makeQueryClient();
  await client.prefetchQuery({ ...tryRunOptions(merchant, key), queryFn: () => readTry({ actor, merchant, key }), retry: false });
  return <HydrationBoundary state={dehydrate(client)}><TryItPage key={merchant} merchant={merchant} initialKey={key} /></HydrationBoundary>;
}
