import type { MerchantContext } from "@/lib/contract/merchant";
import type { CreatePaymentBody } from "@/lib/contract/payment";

/** A request for a payment, as HTTP hands it over: header and body are valid, the key is its own. */
export type CreateRequest = {
  merchant: MerchantContext;
  key: string;
  body: CreatePaymentBody;
  /** The parsed JSON as it was sent, before defaults: what the fingerprint covers. */
  sent: unknown;
  prefer: { waitS: number | null; respondAsync: boolean };
  requestId: string;
};
