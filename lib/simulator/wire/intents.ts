import { clock } from "@/lib/clock";
import { confirmInMemory, recordCharge } from "../charge";
import type { Simulator, WireCall } from "../context";
import { type FaultPlan, outageScope } from "../fault-board";
import { type Intent, newWireId, presentIntent } from "../intent";
import { pause } from "../pause";
import { type CreateParams, flag, readCreateParams, readPaymentMethod } from "./create-params";
import { strikesAtDoor } from "./door";
import { branchIn, textIn } from "./form";
import { type KeepAnswer, underKey } from "./keyed";
import { leave } from "./leave";
import { effectOf, type TokenEffect } from "./tokens";
import { INTERNAL_ERROR_BODY, invalidRequest, noSuch, WireError } from "./wire-error";

type Confirmation = { effect: TokenEffect; errorOnRequiresAction: boolean };

type Execution = {
  call: WireCall;
  plan: FaultPlan;
  keep: KeepAnswer;
  /** Called inside the transaction, after whatever a fault waits for: an intent is as old as its execution. */
  intents: () => [Intent, ...Intent[]];
  write: (intent: Intent) => void;
  confirmation: Confirmation | null;
};

/** POST /v1/payment_intents: create, and confirm where asked. */
export async function createIntent(simulator: Simulator, call: WireCall): Promise<void> {
  const metadata = stringsIn(branchIn(call.form, "metadata"));
  const plan = planFaults(simulator, call, metadata);
  if (strikesAtDoor(simulator, call, plan, textIn(call.form, "payment_method"))) return;
  const params = readCreateParams(call.form);
  const effect = params.paymentMethod === null ? null : effectOf(params.paymentMethod);
  // Stripe answers a payment method that does not exist with 400 here, because it is a parameter and not the path.
  if (effect?.kind === "missing") throw noSuch("PaymentMethod", params.paymentMethod ?? "", "payment_method", 400);
  const run = async (keep: KeepAnswer) => {
    const confirmation = params.confirm && effect ? { effect, errorOnRequiresAction: params.errorOnRequiresAction } : null;
    const one = () => newIntent(call, params, plan);
    const intents = (): [Intent, ...Intent[]] => (plan.has("duplicate_charge") ? [one(), one()] : [one()]);
    await execute(simulator, { call, plan, keep, intents, confirmation, write: (intent) => simulator.store.insertIntent(intent) });
  };
  await (plan.has("ignore_keys") ? run(() => undefined) : underKey(simulator, call, run));
}

/** POST /v1/payment_intents/{id}/confirm. */
export async function confirmIntent(simulator: Simulator, call: WireCall, id: string): Promise<void> {
  const known = mustFind(simulator, call, id);
  const plan = planFaults(simulator, call, known.metadata);
  if (strikesAtDoor(simulator, call, plan, known.paymentMethod)) return;
  await underKey(simulator, call, async (keep) => {
    const paymentMethod = readPaymentMethod(call.form) ?? known.paymentMethod;
    if (paymentMethod === null) throw invalidRequest("You cannot confirm this PaymentIntent because it's missing a payment method.", "payment_method", "parameter_missing");
    const effect = effectOf(paymentMethod);
    if (effect.kind === "missing") throw noSuch("PaymentMethod", paymentMethod, "payment_method", 400);
    const intents = (): [Intent] => {
      const intent = mustFind(simulator, call, id);
      if (intent.status !== "requires_payment_method" && intent.status !== "requires_confirmation") throw unexpectedState(intent, "confirm");
      return [{ ...intent, paymentMethod }];
    };
    const confirmation = { effect, errorOnRequiresAction: flag(call.form, "error_on_requires_action") };
    await execute(simulator, { call, plan, keep, intents, confirmation, write: (changed) => simulator.store.updateIntent(changed) });
  });
}

/** POST /v1/payment_intents/{id}/cancel. */
export async function cancelIntent(simulator: Simulator, call: WireCall, id: string): Promise<void> {
  mustFind(simulator, call, id);
  await underKey(simulator, call, async (keep) => {
    const intent = mustFind(simulator, call, id);
    if (intent.status === "succeeded" || intent.status === "canceled" || intent.status === "processing") throw unexpectedState(intent, "cancel");
    const reason = textIn(call.form, "cancellation_reason");
    Object.assign(intent, { status: "canceled", canceledMs: clock.now().getTime(), cancellationReason: reason });
    const body = JSON.stringify(presentIntent(intent));
    simulator.store.transaction(() => {
      simulator.store.updateIntent(intent);
      simulator.deliveries.record(intent, call.reply.entry.id, null);
      keep(200, body);
    });
    call.reply.json(200, body);
  });
}

/** GET /v1/payment_intents/{id}. */
export function retrieveIntent(simulator: Simulator, call: WireCall, id: string): void {
  call.reply.json(200, JSON.stringify(presentIntent(mustFind(simulator, call, id))));
}

/** Executes in one transaction what was asked for, then lets the answer leave. */
async function execute(simulator: Simulator, execution: Execution): Promise<void> {
  const { call, plan } = execution;
  const { deliveries, store } = simulator;
  const wait = plan.find("slow", "hang_then_charge");
  if (wait && !(await pause(wait.durationMs, simulator.stopping))) return call.reply.reset();
  if (plan.has("error_500")) {
    store.transaction(() => execution.keep(500, INTERNAL_ERROR_BODY));
    return call.reply.json(500, INTERNAL_ERROR_BODY);
  }
  const { answer, events } = await store.batched(() => commit(simulator, execution));
  const listDown = plan.find("list_down");
  if (listDown) {
    const { account } = call.caller;
    simulator.faults.startOutage({ scope: outageScope(account, true), account, kind: "list_503", untilMs: clock.now().getTime() + listDown.durationMs });
  }
  const early = plan.find("notification_early");
  if (early) for (const event of events) await deliveries.delivered(event, early.durationMs, simulator.stopping);
  await leave(simulator, call, plan, answer.status, answer.body);
}

/** The intents, their money, their events and the answer under the key, all or none. */
function commit(simulator: Simulator, { call, plan, keep, intents, write, confirmation }: Execution) {
  const written = intents();
  const events: string[] = [];
  const { entry } = call.reply;
  for (const intent of written) {
    if (confirmation) confirmInMemory(intent, confirmation.effect, plan, confirmation.errorOnRequiresAction);
    write(intent);
    recordCharge(simulator, intent);
    const event = simulator.deliveries.record(intent, entry.id, plan);
    if (event !== null) events.push(event);
  }
  entry.intent = written[0].id;
  entry.charges = written.filter((intent) => intent.status === "succeeded").length;
  simulator.journal.touch(entry);
  const answer = plan.has("charge_then_500", "decline_then_500") ? { status: 500, body: INTERNAL_ERROR_BODY } : answerFor(written[0]);
  keep(answer.status, answer.body);
  return { answer, events };
}

/** A refusal of the card is an error that carries the payment; everything else is the payment itself. */
function answerFor(intent: Intent): { status: number; body: string } {
  const error = intent.lastPaymentError;
  if (!error) return { status: 200, body: JSON.stringify(presentIntent(intent)) };
  return { status: 402, body: JSON.stringify({ error: { ...error, payment_intent: presentIntent(intent) } }) };
}

function planFaults(simulator: Simulator, call: WireCall, metadata: Readonly<Record<string, string>>): FaultPlan {
  const { entry } = call.reply;
  entry.attempt = metadata.latchkey_attempt ?? null;
  entry.payment = metadata.latchkey_payment ?? null;
  const subject = entry.payment ?? call.idempotencyKey ?? entry.id;
  const plan = simulator.faults.planFor({ account: call.caller.account, metadata, subject });
  entry.fault = plan.label;
  simulator.journal.touch(entry);
  return plan;
}

function newIntent(call: WireCall, params: CreateParams, plan: FaultPlan): Intent {
  const nowMs = clock.now().getTime();
  const id = newWireId("pi");
  return {
    id,
    account: call.caller.account,
    createdMs: nowMs,
    visibleFromMs: nowMs + (plan.find("list_late")?.durationMs ?? 0),
    settlesAtMs: null,
    clientSecret: `${id}_secret_${newWireId("s").slice(2)}`,
    amount: params.amount,
    amountReceived: 0,
    currency: params.currency,
    status: params.paymentMethod === null ? "requires_payment_method" : "requires_confirmation",
    paymentMethod: params.paymentMethod,
    description: params.description,
    metadata: params.metadata,
    lastPaymentError: null,
    latestCharge: null,
    canceledMs: null,
    cancellationReason: null,
    livemode: call.caller.livemode,
    idempotencyKey: call.idempotencyKey,
    fault: plan.label,
  };
}

function mustFind(simulator: Simulator, call: WireCall, id: string): Intent {
  const intent = simulator.store.findIntent(call.caller.account, id);
  if (!intent) throw noSuch("payment_intent", id, "intent");
  const { entry } = call.reply;
  Object.assign(entry, { intent: id, attempt: intent.metadata.latchkey_attempt ?? null, payment: intent.metadata.latchkey_payment ?? null });
  simulator.journal.touch(entry);
  return intent;
}

function unexpectedState(intent: Intent, verb: string): WireError {
  return new WireError(400, {
    message: `You cannot ${verb} this PaymentIntent because it has a status of ${intent.status}.`,
    type: "invalid_request_error",
    code: "payment_intent_unexpected_state",
    payment_intent: presentIntent(intent),
  });
}

function stringsIn(branch: ReturnType<typeof branchIn>): Record<string, string> {
  return Object.fromEntries(Object.entries(branch).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}
