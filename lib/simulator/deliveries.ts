import { createHmac } from "node:crypto";
import { clock } from "@/lib/clock";
import type { FaultPlan } from "./fault-board";
import { type Intent, newWireId, presentIntent, toSeconds } from "./intent";
import { pause } from "./pause";
import type { DueDelivery } from "./store/events.sql";
import type { Store } from "./store/store";

/** Notifications usually follow the answer; this makes it so without a fault. */
const AFTER_ANSWER_MS = 250;
const TIMEOUT_MS = 10_000;
const POLL_MS = 20;
/** Deliveries under way at once: an endpoint that hangs must not hold up the others for long. */
const IN_FLIGHT_MAX = 32;
/** Shorter than Stripe's three days, so that a test sees the retries; after the last one the delivery is given up. */
const RETRY_AFTER_MS = [1_000, 5_000, 30_000, 120_000, 600_000, 3_600_000, 3_600_000];

const EVENT_TYPES: Readonly<Partial<Record<Intent["status"], string>>> = {
  succeeded: "payment_intent.succeeded",
  processing: "payment_intent.processing",
  requires_action: "payment_intent.requires_action",
  canceled: "payment_intent.canceled",
};

/** Signed notifications: stored with what they tell of, delivered afterwards, tried again for a while. */
export class Deliveries {
  readonly #inFlight = new Set<Promise<void>>();

  constructor(private readonly store: Store) {}

  /** Stores the event of an intent's new status and plans its deliveries; answers with the event's id. Runs inside the intent's transaction. */
  record(intent: Intent, requestId: string | null, plan: FaultPlan | null): string | null {
    const type = EVENT_TYPES[intent.status] ?? (intent.lastPaymentError ? "payment_intent.payment_failed" : null);
    if (type === null) return null;
    const nowMs = clock.now().getTime();
    const id = newWireId("evt");
    const body = JSON.stringify({
      id,
      object: "event",
      api_version: null,
      created: toSeconds(nowMs),
      data: { object: presentIntent(intent) },
      livemode: intent.livemode,
      pending_webhooks: 1,
      request: { id: requestId, idempotency_key: intent.idempotencyKey },
      type,
    });
    this.store.insertEvent({ id, account: intent.account, type, createdS: toSeconds(nowMs), visibleFromMs: intent.visibleFromMs, body });
    if (plan?.has("notification_lost")) return id;
    const lateMs = plan?.has("notification_early") ? 0 : (plan?.find("notification_late")?.durationMs ?? AFTER_ANSWER_MS);
    const dueMs = Math.max(nowMs + lateMs, intent.visibleFromMs);
    const copies = plan?.has("notification_doubled") ? 2 : 1;
    for (const endpoint of this.store.listEndpoints(intent.account)) {
      for (let copy = 0; copy < copies; copy += 1) this.store.insertDelivery(id, endpoint.id, dueMs);
    }
    return id;
  }

  /** Waits until an event was taken by every endpoint, at most so long. */
  async delivered(event: string, atMostMs: number, stopping: AbortSignal): Promise<void> {
    this.run();
    for (let waitedMs = 0; waitedMs < atMostMs && this.store.pendingDeliveries(event) > 0; waitedMs += POLL_MS) {
      if (!(await pause(POLL_MS, stopping))) return;
    }
  }

  /** Starts what is due. A delivery is postponed before it is tried, so that it is never lost and never tried twice at once. */
  run(): void {
    const nowMs = clock.now().getTime();
    for (const delivery of this.store.dueDeliveries(nowMs, IN_FLIGHT_MAX - this.#inFlight.size)) {
      const retryAfterMs = RETRY_AFTER_MS[delivery.tries];
      if (retryAfterMs === undefined) {
        this.store.removeDelivery(delivery.seq);
        continue;
      }
      this.store.postponeDelivery(delivery.seq, nowMs + retryAfterMs);
      const under = this.#deliver(delivery).finally(() => this.#inFlight.delete(under));
      this.#inFlight.add(under);
    }
  }

  async #deliver(delivery: DueDelivery): Promise<void> {
    const timestampS = toSeconds(clock.now().getTime());
    const signature = createHmac("sha256", delivery.secret).update(`${timestampS}.${delivery.body}`).digest("hex");
    try {
      const response = await fetch(delivery.url, {
        method: "POST",
        headers: { "content-type": "application/json; charset=utf-8", "stripe-signature": `t=${timestampS},v1=${signature}`, "user-agent": "Latchkey-Simulator" },
        body: delivery.body,
        redirect: "error",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await response.body?.cancel();
      if (response.ok) this.store.removeDelivery(delivery.seq);
    } catch {
      // Not reached: the delivery is postponed already and comes round again.
    }
  }

  /** Waits for what is under way, at most one timeout. */
  async drain(): Promise<void> {
    await Promise.all(this.#inFlight);
  }
}
