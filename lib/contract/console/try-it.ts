import type { PaymentRow } from "./payment-row";
import type { PaymentStatusWord } from "./statuses";

/** A card that is refused; every other test card pays. */
export const DECLINED_CARD = "pm_card_visa_chargeDeclinedInsufficientFunds";
export const GOOD_CARD = "pm_card_visa";
/** Not a fault of the processor but of the card: it stands in the same list. */
export const REFUSED_CARD = "refused_card";

/** What one press of Send asks for; the same again is the same request, byte for byte. */
export type TryRequest = {
  merchant: string;
  key: string;
  /** Minor units. */
  amount: number;
  currency: string;
  /** A fault's name, REFUSED_CARD, or null for a processor that answers normally. */
  fault: string | null;
};

export type TryAnswer = { status: number; code: string | null; replayed: boolean; tookMs: number };

/** Where an arrow starts and ends, or what stands on a lifeline. */
export type StepKind = "request" | "answer" | "send" | "reply" | "note" | "charge" | "aside";
export type SequenceStep = { id: string; kind: StepKind; atMs: number; text: string; tone: PaymentStatusWord | null };
export type SequencePart = { id: string; title: string; steps: SequenceStep[] };

/** What really happened under a key: from our rows and the simulator's journal and ledger. */
export type TryRun = {
  key: string;
  sent: TryRequest | null;
  payment: PaymentRow | null;
  /** Requests that were answered or are under way. */
  requests: number;
  charges: number;
  doubled: number;
  /** From the first request to a definite outcome; null while it is open. */
  knownAfterMs: number | null;
  parts: SequencePart[];
  processorName: string;
  /** The simulator did not answer: charges are not known. */
  simulatorDown: boolean;
};
/** Keys that the page makes; a person may type another one. */
export const TRY_KEY = /^[!-~]{1,255}$/;
