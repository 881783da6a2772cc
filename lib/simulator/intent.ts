import { newId } from "@/lib/id";

type IntentStatus = "succeeded" | "processing" | "requires_action" | "requires_payment_method" | "requires_confirmation" | "canceled";

export type PaymentError = { type: string; code: string; decline_code?: string; message: string };

/** A payment as the simulator holds it. */
export type Intent = {
  id: string;
  account: string;
  createdMs: number;
  /** Lists and events show it from here on. */
  visibleFromMs: number;
  settlesAtMs: number | null;
  clientSecret: string;
  amount: number;
  amountReceived: number;
  currency: string;
  status: IntentStatus;
  paymentMethod: string | null;
  description: string | null;
  metadata: Record<string, string>;
  lastPaymentError: PaymentError | null;
  latestCharge: string | null;
  canceledMs: number | null;
  cancellationReason: string | null;
  livemode: boolean;
  idempotencyKey: string | null;
  fault: string | null;
};

/** Stripe's ids are a prefix, letters and digits. Ordered by time, so that an index grows at its end. */
export function newWireId(prefix: string): string {
  return `${prefix}_${newId().replaceAll("-", "")}`;
}

/** The PaymentIntent on the wire. */
export function presentIntent(intent: Intent): Record<string, unknown> {
  return {
    id: intent.id,
    object: "payment_intent",
    amount: intent.amount,
    amount_capturable: 0,
    amount_received: intent.amountReceived,
    automatic_payment_methods: { allow_redirects: "never", enabled: true },
    canceled_at: intent.canceledMs === null ? null : toSeconds(intent.canceledMs),
    cancellation_reason: intent.cancellationReason,
    capture_method: "automatic",
    client_secret: intent.clientSecret,
    confirmation_method: "automatic",
    created: toSeconds(intent.createdMs),
    currency: intent.currency,
    customer: null,
    description: intent.description,
    last_payment_error: intent.lastPaymentError,
    latest_charge: intent.latestCharge,
    livemode: intent.livemode,
    metadata: intent.metadata,
    next_action: intent.status === "requires_action" ? { type: "use_stripe_sdk", use_stripe_sdk: { type: "three_d_secure_redirect" } } : null,
    payment_method: intent.paymentMethod,
    payment_method_types: ["card"],
    receipt_email: null,
    setup_future_usage: null,
    shipping: null,
    statement_descriptor: null,
    status: intent.status,
  };
}

export function toSeconds(ms: number): number {
  return Math.floor(ms / 1_000);
}
