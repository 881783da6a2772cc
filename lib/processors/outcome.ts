/** What one send or one attempt came to. `failed` is proven: no money moved. `unknown`: money may have moved. */
export type Outcome = "succeeded" | "declined" | "failed" | "unknown";

/** Why nothing moved, as an adapter can know it from one answer. Rows 3a, 3b and 3c of the contract's section 4. */
type RefusalCode = "processor_unavailable" | "processor_misconfigured" | "processor_rejected" | "canceled_at_processor";

/** Money that was received, in minor units; refunds are not subtracted. */
export type Received = { amount: number; currency: string };

/** What one send proves, decided from evidence (the proof table of the contract's section 5). */
export type SendReport = {
  outcome: Outcome;
  /** Short machine word for the row of the proof table: `http_500`, `timeout`, `reset`, `connect_refused`, `card_declined`, `amount_differs` … */
  code: string | null;
  /** One sentence for an operator. */
  detail: string;
  /** Set exactly where the outcome is `failed`. */
  refusal: RefusalCode | null;
  httpStatus: number | null;
  /** The processor's id of the object, where an answer named one. */
  processorReference: string | null;
  declineCode: string | null;
  /** The processor's own error code and field, for row 3c. */
  processorCode: string | null;
  processorField: string | null;
  /** Set where money was received. */
  received: Received | null;
  /** An executed answer (a 5xx) is now frozen under the processor key. */
  frozen: boolean;
  /** An idempotency error: the key was used, so absence can't be proven any more. */
  absenceBarred: boolean;
  /** The processor's wish, in seconds (Retry-After). */
  retryAfterS: number | null;
  /** True where no byte of the request left this machine. */
  unsent: boolean;
  /** The raw answer, secrets masked, at most 64 KiB; null where it was a plain success or there was none. */
  body: string | null;
};

/** An object found at the processor, translated. */
export type ObservedObject = {
  reference: string;
  /** Our attempt id (wire form) from the object's metadata. */
  attemptId: string | null;
  /**
   * `requires_cancel`: it may yet take money and only its confirmed cancellation closes it.
   * `processing`: not final, nothing to do but wait.
   */
  state: "succeeded" | "declined" | "canceled" | "processing" | "requires_cancel";
  received: Received | null;
  /** What was asked for, as the processor holds it. */
  amount: number | null;
  currency: string | null;
  paymentMethod: string | null;
  /** The processor's own status word, for people. */
  processorStatus: string;
  declineCode: string | null;
  /** It waits for the customer (3-D Secure): cancelled, this is declined `authentication_required`. */
  requiresAction: boolean;
  createdAt: Date | null;
  /** The raw object, secrets masked, at most 64 KiB. */
  body: string;
};

export type Inconclusive = {
  kind: "inconclusive";
  code: string;
  /** One sentence for an operator. */
  detail: string;
  httpStatus: number | null;
  /** 401 or 403: our credentials were refused, operators are to be alerted. */
  credentialsRefused: boolean;
};

/** One object by its id. */
export type LookUpAnswer = { kind: "found"; object: ObservedObject } | { kind: "not_found" } | Inconclusive;

/** A whole window of the processor's list, to its last page, or nothing at all. */
export type ListAnswer = { kind: "complete"; objects: ObservedObject[]; pages: number } | Inconclusive;

/** Whose credentials these are. */
export type AccountAnswer = { kind: "known"; accountId: string; mode: "test" | "live" } | Inconclusive;
