import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { RunPage } from "@/components/runs/run-page";
import { makeQueryClient } from "@/lib/queries/query-client";
import { runDetailOptions } from "@/lib/queries/runs";
import { getRun } from "@/lib/reconciliation/get-run";
import { locateRun } from "@/lib/reconciliation/locate-run";
import { notFoundFor } from "../../not-found-for";
import { requireActor } from "../../require-actor";

export const metadata: Metadata = { title: "Run" };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const actor = await requireActor(`/reconciliation/${id}`);
  const client = makeQueryClient();
  const read = async () => getRun({ actor, runId: (await locateRun(actor, id)).runId });
  await client.fetchQuery({ ...runDetailOptions(id), queryFn: read, retry: false }).catch(notFoundFor);
  return <HydrationBoundary state={dehydrate(client)}><RunPage id={id} /></HydrationBoundary>;
}
