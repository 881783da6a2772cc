import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { RunsPage } from "@/components/runs/runs-page";
import { makeQueryClient } from "@/lib/queries/query-client";
import { runListOptions } from "@/lib/queries/runs";
import { listRuns } from "@/lib/reconciliation/list-runs";
import { requireActor } from "../require-actor";

export const metadata: Metadata = { title: "Reconciliation" };

export default async function Page() {
  const actor = await requireActor("/reconciliation");
  const client = makeQueryClient();
  await client.prefetchQuery({ ...runListOptions(), queryFn: async () => ({ data: await listRuns({ actor }) }), retry: false });
  return <HydrationBoundary state={dehydrate(client)}><RunsPage /></HydrationBoundary>;
}
