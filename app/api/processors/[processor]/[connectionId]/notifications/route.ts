import { everyMethod } from "@/lib/http/every-method";
import { handleNotificationRequest } from "@/lib/http/notifications";

export const dynamic = "force-dynamic";
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = everyMethod(handleNotificationRequest);
