import { query } from "@/lib/db/query";

type NotifiedConnection = { merchantId: string; id: string; webhookSecretSealed: string | null };

/** The connection of a notification's path, which names no merchant: connections_by_id. Retired ones still listen. */
export async function findNotifiedConnection(processor: string, id: string): Promise<NotifiedConnection | null> {
  const [row] = await query<NotifiedConnection>(
    "find_notified_connection",
    `SELECT merchant_id AS "merchantId", id, webhook_secret_sealed AS "webhookSecretSealed" FROM connections WHERE id = $1 AND processor = $2`,
    [id, processor],
  );
  return row ?? null;
}

type NewNotification = {
  merchantId: string;
  connectionId: string;
  eventId: string;
  type: string;
  objectReference: string | null;
  attemptId: string | null;
  body: string;
  receivedAt: Date;
};

/** Stored once per event id: the primary key decides, a duplicate changes nothing. Due at once. */
export async function insertNotification(one: NewNotification): Promise<void> {
  await query(
    "insert_notification",
    `INSERT INTO notifications (merchant_id, connection_id, event_id, type, object_reference, attempt_id, body, received_at, due_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) ON CONFLICT DO NOTHING`,
    [one.merchantId, one.connectionId, one.eventId, one.type, one.objectReference, one.attemptId, one.body, one.receivedAt],
  );
}
