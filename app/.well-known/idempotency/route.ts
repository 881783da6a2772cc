import { handleApiRequest } from "@/lib/http/api-routes";
import { everyMethod } from "@/lib/http/every-method";

export const dynamic = "force-dynamic";
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = everyMethod(handleApiRequest);
