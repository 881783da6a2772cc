import { type ApiAnswer, JSON_TYPE } from "@/lib/contract/api-answer";
import { ListPaymentsQuery } from "@/lib/contract/payment-list";
import { listPayments } from "@/lib/payments/list-payments";
import type { MerchantCall } from "./api-route";
import { readQuery } from "./read-query";

/** `GET /api/v1/payments` */
export async function listPaymentsPage(call: MerchantCall): Promise<ApiAnswer> {
  const asked = readQuery(call.url.searchParams, ListPaymentsQuery);
  return { status: 200, body: JSON.stringify(await listPayments(call.merchant, asked)), contentType: JSON_TYPE, headers: {} };
}
