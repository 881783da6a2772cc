import type { Caller } from "./account";
import type { Deliveries } from "./deliveries";
import type { FaultBoard } from "./fault-board";
import type { Journal } from "./journal";
import type { Reply } from "./reply";
import type { Store } from "./store/store";
import type { FormTree } from "./wire/form";

/** What every route of the simulator works with. */
export type Simulator = {
  store: Store;
  journal: Journal;
  faults: FaultBoard;
  deliveries: Deliveries;
  /** `account key` of requests under way: what a second request with the key meets as 409. */
  keysInUse: Set<string>;
  /** Aborted when the simulator stops. */
  stopping: AbortSignal;
  /** Stops listening for a while. */
  refuseConnections: (durationMs: number) => void;
};

/** One request to the processor's own API, authenticated and decoded. */
export type WireCall = {
  caller: Caller;
  reply: Reply;
  method: string;
  path: string;
  query: FormTree;
  form: FormTree;
  idempotencyKey: string | null;
};
