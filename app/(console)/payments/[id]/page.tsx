import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { PaymentPage } from "@/components/payments/payment-page";
import { readActor } from "@/lib/access/read-actor";
import { getPaymentDetail } from "@/lib/payments/get-payment-detail";
import { paymentDetailOptions } from "@/lib/queries/payments";
import { makeQueryClient } from "@/lib/queries/query-client";
import { notFoundFor } from "../../not-found-for";

export const metadata: Metadata = { title: "Payment" };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const actor = await readActor(await headers());
  if (!actor) redirect("/sign-in");
  const { id } = await params;
  const client = makeQueryClient();
  await client.fetchQuery({ ...paymentDetailOptions(id), queryFn: () => getPaymentDetail({ actor, paymentId: id }), retry: false }).catch(notFoundFor);
  return <HydrationBoundary state={dehydrate(client)}><PaymentPage id={id} /></HydrationBoundary>;
}
