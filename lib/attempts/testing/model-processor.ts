import type { ObservedObject, SendReport } from "@/lib/processors/outcome";
import type { Capabilities } from "@/lib/processors/processor";

/** What a request meets on its way. */
export type Weather = "answered" | "lost_before" | "lost_after" | "late" | "error_500" | "refused_429" | "declined" | "declined_lost";

export const STRIPE_LIKE: Capabilities = {
  resend: { windowMs: 86_400_000, returns: "frozen" }, lookUp: { by: "list", consistent: true, lagMs: 0 }, list: { consistent: true }, cancel: "byId",
  notifications: true, reference: { maxLength: 500, charset: "" }, maxProcessingMs: 60_000,
};

type Intent = { reference: string; attemptId: string; key: string; state: "succeeded" | "declined"; visibleAtMs: number };

/** An honest processor in memory: keys are honoured for a day, a 500 is frozen under its key, the list is consistent. */
export class ModelProcessor {
  readonly intents: Intent[] = [];
  private readonly frozen = new Map<string, number>();
  private readonly executions = new Map<string, { intent: Intent; atMs: number }>();

  constructor(private readonly now: () => number) {}

  charges(): number {
    return this.intents.filter((intent) => intent.state === "succeeded").length;
  }

  send(attemptId: string, key: string, weather: Weather): SendReport {
    if (weather === "lost_before") return report({ outcome: "unknown", code: "reset" });
    if (this.isHonoured(this.frozen.get(key))) return report({ outcome: "unknown", code: "http_500", frozen: true, httpStatus: 500 });
    if (weather === "refused_429") return report({ outcome: "failed", code: "http_429", refusal: "processor_unavailable", httpStatus: 429 });
    if (weather === "error_500") {
      // Half of them charge: which half is decided by the attempt, so that a run can be repeated.
      if (attemptId.charCodeAt(attemptId.length - 1) % 2 === 0) this.execute(attemptId, key, "succeeded", this.now());
      this.frozen.set(key, this.now());
      return report({ outcome: "unknown", code: "http_500", frozen: true, httpStatus: 500 });
    }
    const state = weather === "declined" || weather === "declined_lost" ? "declined" : "succeeded";
    const intent = this.execute(attemptId, key, state, weather === "late" ? this.now() + 100_000 : this.now());
    if (weather === "lost_after" || weather === "late" || weather === "declined_lost") return report({ outcome: "unknown", code: "timeout" });
    if (intent.state === "declined") return report({ outcome: "declined", code: "card_declined", declineCode: "card_declined", processorReference: intent.reference, httpStatus: 402 });
    return report({ outcome: "succeeded", code: null, processorReference: intent.reference, received: { amount: 1999, currency: "EUR" }, httpStatus: 200 });
  }

  list(attemptId: string): ObservedObject[] {
    return this.intents.filter((intent) => intent.attemptId === attemptId && intent.visibleAtMs <= this.now()).map(observed);
  }

  /** A key is forgotten after a day; sent again then, it charges again. */
  private isHonoured(sinceMs: number | undefined): boolean {
    return sinceMs !== undefined && this.now() - sinceMs < 86_400_000;
  }

  private execute(attemptId: string, key: string, state: "succeeded" | "declined", visibleAtMs: number): Intent {
    const known = this.executions.get(key);
    if (known && this.isHonoured(known.atMs)) return known.intent;
    const intent = { reference: `pi_${this.intents.length + 1}`, attemptId, key, state, visibleAtMs };
    this.executions.set(key, { intent, atMs: this.now() });
    this.intents.push(intent);
    return intent;
  }
}

function report(over: Partial<SendReport>): SendReport {
  return {
    outcome: "unknown", code: null, detail: "", refusal: null, httpStatus: null, processorReference: null, declineCode: null, processorCode: null,
    processorField: null, received: null, frozen: false, absenceBarred: false, retryAfterS: null, unsent: false, body: null, ...over,
  };
}

function observed(intent: Intent): ObservedObject {
  return {
    reference: intent.reference, attemptId: intent.attemptId, state: intent.state, received: intent.state === "succeeded" ? { amount: 1999, currency: "EUR" } : null,
    amount: 1999, currency: "EUR", paymentMethod: "pm_card_visa", processorStatus: intent.state, declineCode: intent.state === "declined" ? "card_declined" : null,
    requiresAction: false, createdAt: null, body: "{}",
  };
}
