import { queryOptions } from "@tanstack/react-query";
import type { TryAnswer, TryRequest, TryRun } from "@/lib/contract/console/try-it";
import { fetchJson } from "./fetch-json";

export const tryKeys = {
  all: ["try-it"] as const,
  run: (merchant: string, key: string) => [...tryKeys.all, merchant, key] as const,
};

export const tryRunOptions = (merchant: string, key: string) =>
  queryOptions({
    queryKey: tryKeys.run(merchant, key),
    queryFn: ({ signal }) => fetchJson<TryRun>(`/api/operator/try-it?${new URLSearchParams({ merchant, key })}`, { signal }),
  });

export const sendTry = (wanted: TryRequest) => fetchJson<TryAnswer>("/api/operator/try-it", { body: wanted });
