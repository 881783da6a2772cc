import { queryOptions } from "@tanstack/react-query";
import type { ConsoleHealth } from "@/lib/contract/console/health";
import { fetchJson } from "./fetch-json";

export const healthOptions = () =>
  queryOptions({
    queryKey: ["health"] as const,
    queryFn: ({ signal }) => fetchJson<ConsoleHealth>("/api/operator/health", { signal }),
  });
