import { reads } from "@/lib/http/operator-route";
import { readHealth } from "@/lib/payments/read-health";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = reads("/api/operator/health", ({ actor }) => readHealth({ actor }));
