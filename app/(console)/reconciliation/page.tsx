import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { RunsPage } from "@/components/runs/runs-page";
import { readActor } from "@/lib/access/read-actor";
import { runListOptions } from "@/lib/queries/runs";
import { makeQueryClient } from "@/lib/queries/query-client";
import { listRuns } from "@/lib/reconciliation/list-runs";

export const metadata: Metadata = { title: "Reconciliation" };

export default async function Page() {
  const actor = await readActor(await headers());
  if (!actor) redirect("/sign-in");
  const client = makeQueryClient();
  await client.prefetchQuery({ ...runListOptions(), queryFn: async () => ({ data: await listRuns({ actor }) }), retry: false });
  return <HydrationBoundary state={dehydrate(client)}><RunsPage /></HydrationBoundary>;
}
