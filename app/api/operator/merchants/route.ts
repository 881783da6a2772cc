import { reads } from "@/lib/http/operator-route";
import { consoleMerchants } from "@/lib/payments/read-health";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = reads("/api/operator/merchants", async ({ actor }) => ({ data: await consoleMerchants({ actor }) }));
