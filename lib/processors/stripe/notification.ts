import Stripe from "stripe";
import { type NotificationFacts, NotificationRefused } from "../processor";
import { ATTEMPT_METADATA } from "./payment-form";
import { asObject, parseObject, textOf } from "./wire-object";

/** Stripe's own tolerance: a signature is no use to somebody who recorded it longer ago. */
const TOLERANCE_S = 300;

/** Checks the signature over the raw bytes and reads what the event speaks of. Throws NotificationRefused. */
export function verifyNotification(rawBody: Buffer, header: (name: string) => string | null, secret: string, now: Date): NotificationFacts {
  const signature = header("stripe-signature");
  if (signature === null) throw new NotificationRefused("The Stripe-Signature header is missing.");
  if (secret === "") throw new NotificationRefused("This connection has no signing secret.");
  try {
    Stripe.webhooks.constructEvent(rawBody, signature, secret, TOLERANCE_S, undefined, now.getTime());
  } catch {
    throw new NotificationRefused("The signature does not fit the body, the secret or the time.");
  }
  const event = parseObject(rawBody.toString("utf8"));
  const eventId = textOf(event, "id");
  const type = textOf(event, "type");
  if (eventId === null || type === null) throw new NotificationRefused("The body is not an event.");
  const object = asObject(asObject(event?.data)?.object);
  const isIntent = textOf(object, "object") === "payment_intent";
  return {
    eventId,
    type,
    objectReference: isIntent ? textOf(object, "id") : textOf(object, "payment_intent"),
    attemptId: textOf(asObject(object?.metadata), ATTEMPT_METADATA),
  };
}
