import { storeNotification } from "@/lib/attempts/store-notification";
import { type ApiAnswer, JSON_TYPE } from "@/lib/contract/api-answer";
import { ProblemError } from "@/lib/errors";
import { type ApiCall, answerBy, type Route } from "./api-route";
import { readBytes } from "./read-bytes";

/** A processor's event carries one object of a few KiB with its metadata; this is far more. */
export const NOTIFICATION_BODY_MAX_BYTES = 256 * 1_024;

const ROUTES: readonly Route[] = [{ path: /^\/api\/processors\/([^/]+\/[^/]+)\/notifications$/, methods: { POST: takeNotification } }];

/** `POST /api/processors/{processor}/{connectionId}/notifications`: the signature is the sender's credential. */
export function handleNotificationRequest(request: Request): Promise<Response> {
  return answerBy(ROUTES, request);
}

async function takeNotification({ request, caught }: ApiCall): Promise<ApiAnswer> {
  const [processor = "", connection = ""] = caught.split("/");
  const rawBody = await readBytes(request, NOTIFICATION_BODY_MAX_BYTES);
  const stored = await storeNotification({ processor, connection, rawBody, header: (name) => request.headers.get(name) });
  if (!stored) throw new ProblemError("not_found", "There is no such connection.");
  return { status: 200, body: JSON.stringify({ received: true }), contentType: JSON_TYPE, headers: {} };
}
