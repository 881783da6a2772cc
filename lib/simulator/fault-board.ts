import { clock } from "@/lib/clock";
import { FAULT_METADATA, type FaultName, type FaultOrder, parseFaultOrders } from "./faults";
import type { Arm, Outage } from "./store/faults.sql";
import type { Store } from "./store/store";

/** The faults that strike one request. */
export class FaultPlan {
  constructor(readonly orders: readonly FaultOrder[]) {}

  find(...names: FaultName[]): FaultOrder | null {
    return this.orders.find((order) => names.includes(order.name)) ?? null;
  }
  has(...names: FaultName[]): boolean {
    return this.find(...names) !== null;
  }
  get label(): string | null {
    return this.orders.length === 0 ? null : this.orders.map((order) => order.name).join("+");
  }
}

export type FaultSubject = { account: string; metadata: Readonly<Record<string, string>>; /** What `*times` counts by. */ subject: string };

/** What is armed and what is out of order. Kept in memory for speed and in storage for a restart. */
export class FaultBoard {
  #arms: Arm[];
  #outages: Outage[];

  constructor(private readonly store: Store) {
    this.#arms = store.listArms();
    this.#outages = store.listOutages();
  }

  /** A payment's own faults go before those armed for everybody. */
  planFor(subject: FaultSubject): FaultPlan {
    const own = parseFaultOrders(subject.metadata[FAULT_METADATA] ?? "");
    const due = own.filter((order) => order.times === null || this.store.countStrike(subject.subject, order.name) <= order.times);
    return new FaultPlan([...due, ...this.#strikeArms(subject.account)]);
  }

  #strikeArms(account: string): FaultOrder[] {
    return this.#arms
      .filter((arm) => arm.account === null || arm.account === account)
      .map((arm) => {
        if (arm.remaining !== null) this.#spend(arm, arm.remaining - 1);
        return { name: arm.fault, durationMs: arm.durationMs, times: null };
      });
  }

  #spend(arm: Arm, remaining: number): void {
    if (remaining <= 0) {
      this.disarm(arm.id);
      return;
    }
    this.store.setRemaining(arm.id, remaining);
    this.#arms = this.#arms.map((other) => (other.id === arm.id ? { ...arm, remaining } : other));
  }

  arms(): readonly Arm[] {
    return this.#arms;
  }
  arm(arm: Arm): void {
    this.store.insertArm(arm);
    this.#arms = [...this.#arms, arm];
  }
  disarm(id: string): boolean {
    const before = this.#arms.length;
    this.store.removeArm(id);
    this.#arms = this.#arms.filter((arm) => arm.id !== id);
    return this.#arms.length < before;
  }

  outages(): readonly Outage[] {
    const nowMs = clock.now().getTime();
    return this.#outages.filter((outage) => outage.untilMs === null || outage.untilMs > nowMs);
  }
  startOutage(outage: Outage): void {
    this.store.saveOutage(outage);
    this.#outages = [...this.outages().filter((other) => other.scope !== outage.scope), outage];
  }
  endOutages(matches: (outage: Outage) => boolean): number {
    const ending = this.#outages.filter(matches);
    for (const outage of ending) this.store.removeOutage(outage.scope);
    this.#outages = this.#outages.filter((outage) => !matches(outage));
    return ending.length;
  }
  /** The outage that a request meets; look-ups meet those of the list too. */
  outageFor(account: string, isLookUp: boolean): Outage | null {
    if (this.#outages.length === 0) return null;
    const meets = (outage: Outage) => (outage.account === null || outage.account === account) && (isLookUp || outage.kind !== "list_503");
    return this.outages().find(meets) ?? null;
  }
}

/** One outage per account and kind: a later one takes the place of an earlier. */
export function outageScope(account: string | null, isList: boolean): string {
  return `${account ?? "all"}:${isList ? "list" : "dark"}`;
}
