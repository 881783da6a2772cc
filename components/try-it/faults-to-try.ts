import { REFUSED_CARD } from "@/lib/contract/console/try-it";
import { FAULTS, type FaultName } from "@/lib/simulator/faults";

export type FaultChoice = { value: string; title: string; what: string };

const NORMAL: FaultChoice = { value: "", title: "Answers normally", what: "the happy path" };
const REFUSED: FaultChoice = { value: REFUSED_CARD, title: "Refuses the card", what: "insufficient_funds" };

/** Those that teach most come first; every other fault of the simulator follows. */
const FIRST: readonly FaultName[] = ["charge_then_500", "charge_then_reset", "charge_then_hang", "error_500", "rate_limited_429", "refuse_connections", "wrong_amount", "duplicate_charge"];

const choice = (name: FaultName): FaultChoice => ({ value: name, title: FAULTS[name].title, what: FAULTS[name].what });

export const FAULT_CHOICES: readonly FaultChoice[] = [
  NORMAL, ...FIRST.map(choice), REFUSED, ...(Object.keys(FAULTS) as FaultName[]).filter((name) => !FIRST.includes(name)).map(choice),
];
