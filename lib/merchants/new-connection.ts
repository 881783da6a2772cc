import { randomBytes } from "node:crypto";
import { clock } from "@/lib/clock";
import { env } from "@/lib/env";
import { encodeId, newId } from "@/lib/id";
import { seal } from "@/lib/processors/seal";

/** A merchant's credentials at a processor, as a person types them. */
export type Credentials = {
  apiBase: string;
  secretKey: string;
  /** Null: notifications of this connection are refused. */
  webhookSecret: string | null;
};

/** Every adapter of ours so far speaks Stripe's API. */
const PROCESSOR = "stripe";
const GENERATED_BYTES = 18;

/** Without credentials: an account of its own at the bundled simulator. */
export function newConnection(merchantId: string, credentials?: Credentials) {
  const { apiBase, secretKey, webhookSecret } = credentials ?? simulatorCredentials();
  const id = newId();
  return {
    merchantId, id, processor: PROCESSOR, status: "active" as const, apiBase: apiBase.replace(/\/+$/, ""), isBundled: credentials === undefined, secretKeySealed: seal(secretKey, id),
    webhookSecretSealed: webhookSecret === null ? null : seal(webhookSecret, id), createdAt: clock.now(),
  };
}

/** One secret key is one account at the simulator. */
function simulatorCredentials(): Credentials {
  const random = () => randomBytes(GENERATED_BYTES).toString("hex");
  return { apiBase: simulatorBase(), secretKey: `sk_test_${random()}`, webhookSecret: `whsec_${random()}` };
}

export function simulatorBase(): string {
  return `http://127.0.0.1:${env().SIMULATOR_PORT}`;
}

/** Where the processor sends its notifications, below this installation's address. */
export function notificationPath(connectionId: string): string {
  return `/api/processors/${PROCESSOR}/${encodeId("connection", connectionId)}/notifications`;
}
