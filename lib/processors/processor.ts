import type { AccountAnswer, ListAnswer, LookUpAnswer, SendReport } from "./outcome";

/** What a processor can do, declared by its adapter (the contract's section 6). */
export type Capabilities = {
  /** For how long the processor honours a key, and whether a repeated key gets the first answer or today's state. */
  resend: { windowMs: number; returns: "frozen" | "current" };
  lookUp: { by: "id" | "reference" | "list" | "none"; consistent: boolean; lagMs: number };
  list: { consistent: boolean };
  cancel: "byId" | "none";
  notifications: boolean;
  reference: { maxLength: number; charset: string };
  /** Longest time from receiving a request to its final state being visible. */
  maxProcessingMs: number;
};

/** A connection with its secret opened; never logged, never stored. */
export type OpenConnection = {
  id: string;
  apiBase: string;
  secretKey: string;
};

/** What a payment asks a processor for. Ids are in wire form. */
export type PaymentRequest = {
  amount: number;
  currency: string;
  paymentMethod: string;
  reference: string | null;
  description: string | null;
  metadata: Readonly<Record<string, string>> | null;
  paymentId: string;
  attemptId: string;
};

type SendOptions = {
  timeoutMs: number;
  /**
   * Asked with the socket in hand, before the first byte. False: nothing is sent and the report says
   * `failed`, `unsent`, code `too_late`.
   */
  maySend: () => boolean;
};

/** The window of a list, both ends included. */
export type ListWindow = { from: Date; to: Date };

export type NotificationFacts = {
  eventId: string;
  type: string;
  /** The object the event speaks of, where it is one of ours to look up. */
  objectReference: string | null;
  /** Our attempt id (wire form) from the object's metadata. */
  attemptId: string | null;
};

/** Thrown by verifyNotification only: the signature is missing, wrong or too old, or the body is not an event. */
export class NotificationRefused extends Error {
  override name = "NotificationRefused";
}

/** The port. An adapter translates; it never stores. Nothing here throws for what a processor may do. */
export interface Processor {
  readonly name: string;
  /** The name on screen. */
  readonly displayName: string;
  readonly capabilities: Capabilities;
  /** The exact bytes (as text) of the request's body; persisted before the first send and sent unchanged ever after. */
  buildPaymentRequest(request: PaymentRequest): string;
  /** One physical request, never repeated by anything underneath. */
  send(connection: OpenConnection, stored: { processorKey: string; body: string; amount: number; currency: string }, options: SendOptions): Promise<SendReport>;
  lookUpById(connection: OpenConnection, reference: string, timeoutMs: number): Promise<LookUpAnswer>;
  /** To the last page, at most `pagesMax` of them, else inconclusive. `timeoutMs` is for each page. */
  list(connection: OpenConnection, window: ListWindow, options: { timeoutMs: number; pagesMax: number }): Promise<ListAnswer>;
  /** Answers with the object as it is after the request; only its state `canceled` is a confirmation. */
  cancel(connection: OpenConnection, reference: string, timeoutMs: number): Promise<LookUpAnswer>;
  readAccount(connection: OpenConnection, timeoutMs: number): Promise<AccountAnswer>;
  /** Checks the signature over the raw bytes. Throws NotificationRefused. */
  verifyNotification(rawBody: Buffer, header: (name: string) => string | null, secret: string, now: Date): NotificationFacts;
}
