import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { PaymentPage } from "@/components/payments/payment-page";
import { getPaymentDetail } from "@/lib/payments/get-payment-detail";
import { paymentDetailOptions } from "@/lib/queries/payments";
import { makeQueryClient } from "@/lib/queries/query-client";
import { notFoundFor } from "../../not-found-for";
import { requireActor } from "../../require-actor";

export const metadata: Metadata = { title: "Payment" };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const actor = await requireActor(`/payments/${id}`);
  const client = makeQueryClient();
  await client.fetchQuery({ ...paymentDetailOptions(id), queryFn: () => getPaymentDetail({ actor, paymentId: id }), retry: false }).catch(notFoundFor);
  return <HydrationBoundary state={dehydrate(client)}><PaymentPage id={id} /></HydrationBoundary>;
}
