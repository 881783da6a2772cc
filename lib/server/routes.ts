import { handleApiRequest } from "@/lib/http/api-routes";
import { answerHealth, answerMetrics, answerReadiness } from "@/lib/http/health";
import { handleNotificationRequest, NOTIFICATION_BODY_MAX_BYTES } from "@/lib/http/notifications";
import { JSON_BODY_MAX_BYTES } from "@/lib/http/read-json-body";
import type { Handler } from "./node-adapter";

/** Who answers a path, and how long a body may be. What no route takes goes to Next. */
export type ServerRoute = {
  matches: (path: string) => boolean;
  handler: Handler;
  bodyMaxBytes: number;
  /** A line in the log for each: clients quote their Request-Id. Health checks come every second and say nothing. */
  logged: boolean;
};

/** Health and metrics read no body. */
const NO_BODY_BYTES = 1_024;

const under = (prefix: string) => (path: string) => path === prefix || path.startsWith(`${prefix}/`);
const exactly = (wanted: string) => (path: string) => path === wanted;

const SERVER_ROUTES: readonly ServerRoute[] = [
  { matches: under("/api/v1"), handler: handleApiRequest, bodyMaxBytes: JSON_BODY_MAX_BYTES, logged: true },
  { matches: exactly("/.well-known/idempotency"), handler: handleApiRequest, bodyMaxBytes: JSON_BODY_MAX_BYTES, logged: true },
  { matches: under("/api/processors"), handler: handleNotificationRequest, bodyMaxBytes: NOTIFICATION_BODY_MAX_BYTES, logged: true },
  { matches: exactly("/healthz"), handler: answerHealth, bodyMaxBytes: NO_BODY_BYTES, logged: false },
  { matches: exactly("/readyz"), handler: answerReadiness, bodyMaxBytes: NO_BODY_BYTES, logged: false },
  { matches: exactly("/metrics"), handler: answerMetrics, bodyMaxBytes: NO_BODY_BYTES, logged: false },
];

/** The route of a request's path (without its query), or null for Next. */
export function routeOf(path: string): ServerRoute | null {
  return SERVER_ROUTES.find((route) => route.matches(path)) ?? null;
}
