import { clock } from "@/lib/clock";
import type { Simulator } from "./context";
import type { FaultPlan } from "./fault-board";
import { type Intent, newWireId } from "./intent";
import type { TokenEffect } from "./wire/tokens";
import { AUTHENTICATION_REQUIRED } from "./wire/tokens";

/** Brings a confirmed intent to the state that its payment method and its faults ask for. Touches nothing else. */
export function confirmInMemory(intent: Intent, effect: TokenEffect, plan: FaultPlan, errorOnRequiresAction: boolean): void {
  const nowMs = clock.now().getTime();
  intent.lastPaymentError = null;
  if (plan.has("decline_then_500")) {
    decline(intent, { type: "card_error", code: "card_declined", decline_code: "generic_decline", message: "Your card was declined." });
  } else if (plan.has("requires_action") || (effect.kind === "needs_action" && !errorOnRequiresAction)) {
    intent.status = "requires_action";
  } else if (effect.kind === "needs_action") {
    decline(intent, AUTHENTICATION_REQUIRED);
  } else if (plan.has("processing")) {
    intent.status = "processing";
    intent.settlesAtMs = nowMs + (plan.find("processing")?.durationMs ?? 0);
  } else if (effect.kind === "declines") {
    decline(intent, effect.error);
  } else {
    take(intent, plan);
  }
}

function decline(intent: Intent, error: NonNullable<Intent["lastPaymentError"]>): void {
  intent.status = "requires_payment_method";
  intent.lastPaymentError = error;
}

function take(intent: Intent, plan: FaultPlan | null): void {
  intent.status = "succeeded";
  intent.settlesAtMs = null;
  if (plan?.has("wrong_currency")) intent.currency = intent.currency === "usd" ? "eur" : "usd";
  // One minor unit more, or less where there is no more.
  const wrongAmount = intent.amount < Number.MAX_SAFE_INTEGER ? intent.amount + 1 : intent.amount - 1;
  intent.amountReceived = plan?.has("wrong_amount") ? wrongAmount : intent.amount;
  intent.latestCharge = newWireId("ch");
}

/** Writes the charge of an intent that succeeded. Runs inside the intent's transaction. */
export function recordCharge(simulator: Simulator, intent: Intent): void {
  if (intent.status !== "succeeded" || intent.latestCharge === null) return;
  simulator.store.insertCharge({
    id: intent.latestCharge,
    accountId: intent.account,
    intent: intent.id,
    at: clock.now().toISOString(),
    amount: intent.amountReceived,
    currency: intent.currency,
    attempt: intent.metadata.latchkey_attempt ?? null,
    payment: intent.metadata.latchkey_payment ?? null,
    idempotencyKey: intent.idempotencyKey,
    fault: intent.fault,
    metadata: intent.metadata,
  });
}

/** Ends every `processing` whose time has come, each in a transaction of its own. */
export function settleDue(simulator: Simulator, effectOf: (paymentMethod: string) => TokenEffect): void {
  for (const intent of simulator.store.intentsToSettle(clock.now().getTime())) {
    const effect = effectOf(intent.paymentMethod ?? "");
    intent.settlesAtMs = null;
    if (effect.kind === "declines") decline(intent, effect.error);
    else take(intent, null);
    simulator.store.transaction(() => {
      simulator.store.updateIntent(intent);
      recordCharge(simulator, intent);
      simulator.deliveries.record(intent, null, null);
    });
  }
}
