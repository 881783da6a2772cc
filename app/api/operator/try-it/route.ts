import { TryBody } from "@/lib/contract/console/operator-bodies";
import { readsAndWrites } from "@/lib/http/operator-route";
import { sendTry } from "@/lib/http/send-try";
import { readTry } from "@/lib/payments/try-it/read-try";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = readsAndWrites(
  "/api/operator/try-it",
  ({ actor, search }) => readTry({ actor, merchant: search.get("merchant"), key: search.get("key") ?? "" }),
  { body: TryBody, handle: ({ actor, body, requestId }) => sendTry({ actor, wanted: body, requestId }) },
);
