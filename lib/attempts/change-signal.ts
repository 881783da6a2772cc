import { EventEmitter } from "node:events";

/** Wakes those in this process who wait for an operation; other processes' changes reach them by their poll. */
const changes = new EventEmitter();
// One listener a waiting request; their number is capped where they wait.
changes.setMaxListeners(0);

const channel = (merchantId: string, operationId: string) => `${merchantId}/${operationId}`;

export function announceChange(merchantId: string, operationId: string): void {
  changes.emit(channel(merchantId, operationId));
}

/** Calls once at the next change; returns what stops listening. */
export function onNextChange(merchantId: string, operationId: string, call: () => void): () => void {
  const name = channel(merchantId, operationId);
  changes.once(name, call);
  return () => changes.off(name, call);
}
