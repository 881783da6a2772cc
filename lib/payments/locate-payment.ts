import type { Actor } from "@/lib/access/permissions";
import { ProblemError } from "@/lib/errors";
import { decodeId } from "@/lib/id";
import { selectMerchantOfPayment } from "./locate-payment.sql";
import { merchantsOfActor } from "./merchants-of-actor";

/** UUIDs of a payment and its merchant, for an id from the wire; what the actor does not see is not there. */
export async function locatePayment(actor: Actor, wireId: string): Promise<{ merchantId: string; paymentId: string }> {
  const paymentId = decodeId("payment", wireId);
  const merchants = paymentId === null ? [] : await merchantsOfActor(actor);
  const merchantId = paymentId && (await selectMerchantOfPayment(merchants.map((merchant) => merchant.id), paymentId));
  if (!paymentId || !merchantId) throw new ProblemError("payment_not_found");
  return { merchantId, paymentId };
}
