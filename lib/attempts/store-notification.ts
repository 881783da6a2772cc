import { clock } from "@/lib/clock";
import { ProblemError } from "@/lib/errors";
import { decodeId } from "@/lib/id";
import { type NotificationFacts, NotificationRefused, type Processor } from "@/lib/processors/processor";
import { findProcessor } from "@/lib/processors/registry";
import { unseal } from "@/lib/processors/seal";
import { findNotifiedConnection, insertNotification } from "./store-notification.sql";

/** Ids and types of every processor are far shorter; a longer one would not fit an index entry. */
const NAME_MAX = 255;

type InboundNotification = {
  processor: string;
  /** Wire form. */
  connection: string;
  rawBody: Buffer;
  header: (name: string) => string | null;
};

/**
 * Checks the signature with the connection's own secret and stores the notification, once per event id. Acting on it is
 * the worker's: it is a hint, and the object is read again before anything closes. False: there is no such connection.
 */
export async function storeNotification(inbound: InboundNotification): Promise<boolean> {
  const processor = findProcessor(inbound.processor);
  const id = decodeId("connection", inbound.connection);
  const connection = processor && id ? await findNotifiedConnection(inbound.processor, id) : null;
  if (!processor || !connection) return false;
  if (connection.webhookSecretSealed === null) throw new ProblemError("notification_refused", "This connection has no signing secret, so nothing it is sent can be believed.");
  const receivedAt = clock.now();
  const facts = verified(processor, inbound, unseal(connection.webhookSecretSealed, connection.id), receivedAt);
  await insertNotification({
    merchantId: connection.merchantId, connectionId: connection.id, eventId: facts.eventId, type: facts.type, objectReference: facts.objectReference,
    attemptId: facts.attemptId === null ? null : decodeId("attempt", facts.attemptId), body: inbound.rawBody.toString("utf8"), receivedAt,
  });
  return true;
}

function verified(processor: Processor, inbound: InboundNotification, secret: string, now: Date): NotificationFacts {
  try {
    const facts = processor.verifyNotification(inbound.rawBody, inbound.header, secret, now);
    if (![facts.eventId, facts.type, facts.objectReference ?? ""].every(isStorable)) throw new NotificationRefused("Its id, type or object can't be stored.");
    return facts;
  } catch (error) {
    if (error instanceof NotificationRefused) throw new ProblemError("notification_refused", error.message);
    throw error;
  }
}

function isStorable(text: string): boolean {
  return text.length <= NAME_MAX && !text.includes("\0");
}
